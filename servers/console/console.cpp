#include "console.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <termios.h>

#include <lib/service.hpp>
#include <mach/device.h>
#include <protocol/error.hpp>

#include "device_number.hpp"
#include "open_terminal.hpp"

using protocol::unix_error;

namespace {

constexpr uint32_t minor_console = 0, minor_controlling = 1, minor_master = 2, minor_slave = 256;

void name_node(uint32_t minor, char (&path)[sizeof open_terminal::node::path]) {
    if (minor >= minor_slave)
        std::snprintf(path, sizeof path, "/dev/pts/%u", minor - minor_slave);
    else
        std::strcpy(path, minor == minor_console  ? "/dev/console"
                          : minor == minor_master ? "/dev/ptmx"
                                                  : "/dev/tty");
}

}  // namespace

console::console(server::loop &loop, std::unique_ptr<uart> device, mach_port_t device_master,
                 unsigned line)
    : port_object(loop),
      loop_(loop),
      uart_(std::move(device)),
      device_master_(device_master),
      line_(line),
      clock_(loop, *this),
      pseudo_terminals_(clock_),
      terminal_(*this, {.device_number = device_number(5, 1), .permissions = 0620, .uid = 0},
                clock_) {
    // Whoever sits at the line erases characters, not bytes, and the line has no modem.
    terminal_.add_flags(IUTF8, HUPCL | CLOCAL);
}

kern_return_t console::start() {
    const kern_return_t kr =
        device_interrupt_register(device_master_, line_, port(), MACH_MSG_TYPE_MAKE_SEND);
    if (kr == KERN_SUCCESS) interrupt();  // what was typed before
    return kr;
}

mach::rpc::disposition console::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    if (in.msgh_id == DEVICE_INTERRUPT_ID) {
        interrupt();
        return mach::rpc::disposition::ignored;
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

void console::expire_reads(uint64_t now_ns) {
    terminal_.expire_reads(now_ns);
    pseudo_terminals_.expire_reads(now_ns);
}

terminal *console::controlling(uint32_t session) {
    if (session == 0) return nullptr;
    return terminal_.session() == session ? &terminal_ : pseudo_terminals_.controlling(session);
}

terminal_end *console::find(uint32_t minor, uint32_t flags, const client_identity &who,
                            kern_return_t &failed) {
    const bool may_control = (flags & O_NOCTTY) == 0 && !controlling(who.session);
    failed = unix_error(ENXIO);
    if (minor == minor_controlling) return controlling(who.session);
    if (minor == minor_console) {
        terminal_.opened(who, may_control);
        return &terminal_;
    }
    if (minor == minor_master) {
        failed = unix_error(ENOSPC);
        return pseudo_terminals_.create(who.euid);
    }
    pseudo_terminal *const other =
        minor >= minor_slave ? pseudo_terminals_.find(minor - minor_slave) : nullptr;
    if (!other) return nullptr;
    failed = unix_error(EIO);
    if (other->locked()) return nullptr;
    other->slave().opened(who, may_control);
    return &other->slave();
}

kern_return_t console::serve(protocol::device_open, mach::rpc::call<protocol::device_open> call) {
    const auto who = client_identity::of(call.request.client);
    kern_return_t failed;
    terminal_end *const end = find(call.request.minor, call.request.flags, who, failed);
    if (!end) return failed;
    open_terminal::node node{.device = call.request.device, .inode = call.request.inode};
    name_node(call.request.minor, node.path);
    auto *open = new (std::nothrow)
        open_terminal(loop_, *end, node, call.request.flags & (O_ACCMODE | O_NONBLOCK | O_APPEND));
    if (!open) {  // a new pseudo-terminal that nobody has opened goes again
        end->description_opened();
        end->description_closed();
        return unix_error(ENOMEM);
    }
    if (open->port() == MACH_PORT_NULL) {
        delete open;
        return unix_error(ENOMEM);
    }
    call.reply.file = open->make_send();
    return KERN_SUCCESS;
}

kern_return_t console::serve(protocol::device_terminals,
                             mach::rpc::call<protocol::device_terminals> call) {
    auto &list = call.reply.variable;
    list.count = 0;
    for (pseudo_terminal *p = pseudo_terminals_.next(call.request.first);
         p && list.count < list.capacity; p = pseudo_terminals_.next(p->number() + 1))
        list.items[list.count++] = {.number = p->number(), .uid = p->uid()};
    return KERN_SUCCESS;
}

void console::serve(protocol::device_session_ended,
                    mach::rpc::call<protocol::device_session_ended> call) {
    if (terminal *t = controlling(call.request.session)) t->hang_up(call.request.session);
}
