#include "console.hpp"

#include <cerrno>

#include <fcntl.h>

#include <lib/service.hpp>
#include <mach/device.h>
#include <protocol/error.hpp>

#include "open_terminal.hpp"

using protocol::unix_error;

namespace {

constexpr uint64_t console_device = 5 << 8 | 1;  // makedev(5, 1), /dev/console
constexpr uint32_t minor_console = 0, minor_controlling = 1;

}  // namespace

console::console(server::loop &loop, std::unique_ptr<uart> device, mach_port_t device_master,
                 unsigned line)
    : port_object(loop),
      loop_(loop),
      uart_(std::move(device)),
      device_master_(device_master),
      line_(line),
      terminal_(*this, console_device) {}

kern_return_t console::start() {
    const kern_return_t kr =
        device_interrupt_register(device_master_, line_, port(), MACH_MSG_TYPE_MAKE_SEND);
    if (kr == KERN_SUCCESS) interrupt();  // what was typed before
    return kr;
}

mach::rpc::disposition console::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    if (in.msgh_id == DEVICE_INTERRUPT_ID) {
        interrupt();
        return mach::rpc::disposition::no_reply;
    }
    return mach::rpc::demux<protocol::device_interface>(*this, in, out);
}

void console::interrupt() {
    uint8_t bytes[64];
    while (const std::size_t count = uart_->receive(bytes)) terminal_.input({bytes, count});
    (void)device_interrupt_acknowledge(device_master_, line_);
}

void console::output_ready(byte_queue &output) {
    uint8_t bytes[256];
    while (!output.empty()) {
        std::size_t count = 0;
        while (count < sizeof bytes && !output.empty()) bytes[count++] = output.pop().byte;
        uart_->transmit({bytes, count});
    }
}

kern_return_t console::serve(protocol::device_open, mach::rpc::call<protocol::device_open> call) {
    const auto who = client_identity::of(call.request.client);
    switch (call.request.minor) {
    case minor_console: terminal_.opened(who, (call.request.flags & O_NOCTTY) == 0); break;
    case minor_controlling:
        if (terminal_.session() == 0 || terminal_.session() != who.session)
            return unix_error(ENXIO);
        break;
    default: return unix_error(ENXIO);
    }
    const open_terminal::node node{
        .device = call.request.device,
        .inode = call.request.inode,
        .path = call.request.minor == minor_console ? "/dev/console" : "/dev/tty"};
    auto *open = new (std::nothrow) open_terminal(
        loop_, terminal_, node, call.request.flags & (O_ACCMODE | O_NONBLOCK | O_APPEND));
    if (!open || open->port() == MACH_PORT_NULL) {
        delete open;
        return unix_error(ENOMEM);
    }
    call.reply.file = open->make_send();
    return KERN_SUCCESS;
}

void console::serve(protocol::device_session_ended,
                    mach::rpc::call<protocol::device_session_ended> call) {
    terminal_.hang_up(call.request.session);
}
