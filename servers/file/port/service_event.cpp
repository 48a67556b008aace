/// \file
/// Makes counters, timers, sets and notifiers.
#include <new>

#include <port/code.hpp>
#include <port/event_timer.hpp>
#include <port/main_clock.hpp>
#include <port/open_port.hpp>
#include <port/service_port.hpp>
#include <vfs/event_counter.hpp>
#include <vfs/event_set.hpp>
#include <vfs/notifier.hpp>

namespace port {

namespace {

vfs::io_object *make(const protocol::event_create_request &r) {
    switch (r.kind) {
    case protocol::event_counter:
        return new (std::nothrow)
            vfs::event_counter(r.value, (r.flags & protocol::event_semaphore) != 0);
    case protocol::event_timer:
        return new (std::nothrow)
            event_timer(main_clock(), (r.flags & protocol::event_realtime) != 0);
    case protocol::event_set: return new (std::nothrow) vfs::event_set;
    case protocol::event_notifier: return new (std::nothrow) vfs::notifier;
    default: return nullptr;
    }
}

}  // namespace

kern_return_t service_port::serve(protocol::event_create,
                                  const mach::rpc::call<protocol::event_create> &c) {
    const vfs::credentials who = sender_of(c.trailer);
    if (c.request.kind > protocol::event_notifier) return code_of(EINVAL);
    vfs::ref<vfs::vnode> node = ANSWER(pipes_.make(who.uid, who.gid));
    node->mode = 0600;  // of no type, as Linux has it
    vfs::io_object *made = make(c.request);
    if (!made) return code_of(ENOMEM);
    const auto io = vfs::ref<vfs::io_object>::adopt(made);
    open_port *port = open_port::take();
    if (!port) return code_of(ENFILE);
    port->file().node = std::move(node);
    port->file().io = io;
    const bool only_read = c.request.kind == protocol::event_notifier;
    port->file().flags = (only_read ? vfs::open_flag::read_only : vfs::open_flag::read_write) |
                         (c.request.flags & vfs::open_flag::nonblock);
    if (c.request.kind == protocol::event_timer) port->set_kind(open_port::kind::timer);
    if (c.request.kind == protocol::event_set) port->set_kind(open_port::kind::set);
    if (c.request.kind == protocol::event_notifier) port->set_kind(open_port::kind::notifier);
    c.reply.event = port->make_send();
    return KERN_SUCCESS;
}

}  // namespace port
