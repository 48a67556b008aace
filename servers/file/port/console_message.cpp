#include <port/console_message.hpp>

#include <cstring>

#include <fcntl.h>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/device.hpp>
#include <protocol/io.hpp>

namespace port {

namespace {

constexpr uint32_t console_minor = 0;  // protocol/device.hpp

void write(mach_port_t console, std::string_view text) {
    mach::rpc::exchange<protocol::io_write> x;
    x.request().offset = protocol::io_at_position;
    x.request().cookie = 0;
    auto &data = x.request().variable;
    data.count = static_cast<uint32_t>(text.copy(data.items, std::size(data.items)));
    (void)x.call(console);
}

}  // namespace

void tell_console(std::string_view line) {
    server::log("%.*s", static_cast<int>(line.size()), line.data());
    const mach_port_t service = server::lookup("console");
    mach::rpc::exchange<protocol::device_open> x;
    x.request() = {.minor = console_minor,
                   .flags = O_WRONLY | O_NOCTTY,
                   .client = {},
                   .device = 0,
                   .inode = 0};
    if (x.call(service) == KERN_SUCCESS) {
        write(x.reply().file.name, line);
        write(x.reply().file.name, "\n");
    }
    (void)mach_port_deallocate(mach_task_self(), service);
}

}  // namespace port
