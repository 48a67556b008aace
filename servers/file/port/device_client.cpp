#include <port/device_client.hpp>

#include <algorithm>
#include <string_view>

#include <fs/devpts/terminal_source.hpp>
#include <port/service_client.hpp>
#include <protocol/device.hpp>
#include <protocol/error.hpp>
#include <vfs/filesystem.hpp>

namespace port {

namespace {
service_client console("console"), rtc("rtc");
}

vfs::outcome<mach_port_t> open_device(const vfs::device &device, const vfs::vnode &node,
                                      uint32_t flags, const mach_msg_max_trailer_t &trailer) {
    const bool is_clock = device.server == std::string_view("rtc");
    if (!is_clock && device.server != std::string_view("console")) return vfs::fail(ENXIO);
    mach::rpc::exchange<protocol::device_open> x;
    x.request() = {.minor = device.minor,
                   .flags = flags,
                   .client = trailer.msgh_audit,
                   .device = node.fs().device(),
                   .inode = node.inode};
    const kern_return_t kr = (is_clock ? rtc : console).call(x);
    if (protocol::is_unix_error(kr)) return vfs::fail(protocol::unix_error_number(kr));
    if (kr != KERN_SUCCESS) return vfs::fail(ENXIO);
    return x.reply().file.name;
}

}  // namespace port

vfs::outcome<std::size_t> devpts::list_terminals(uint32_t first, protocol::device_terminal *to,
                                                 std::size_t room) {
    mach::rpc::exchange<protocol::device_terminals> x;
    x.request() = {.first = first};
    if (port::console.call(x) != KERN_SUCCESS) return vfs::fail(EIO);
    const auto &list = x.reply().variable;
    const std::size_t count = std::min<std::size_t>(list.count, room);
    std::copy_n(list.items, count, to);
    return count;
}
