#include "terminal_waiters.hpp"

#include <cerrno>

#include <poll.h>

#include <mach/client.hpp>
#include <protocol/error.hpp>

using protocol::unix_error;

void terminal_writer::finish(kern_return_t error) {
    mach::rpc::wire<protocol::io_write_reply> reply;
    reply.body.count = static_cast<uint32_t>(done);
    request.reply(reply, done ? KERN_SUCCESS : error);
}

void terminal_waiters::interrupt(uint32_t pid, uint32_t cookie) {
    std::erase_if(readers, [&](terminal_reader &r) {
        if (r.pid != pid || r.cookie != cookie) return false;
        r.request.fail(unix_error(EINTR));
        return true;
    });
    std::erase_if(writers, [&](terminal_writer &w) {
        if (w.pid != pid || w.cookie != cookie) return false;
        w.finish(unix_error(EINTR));
        return true;
    });
}

uint32_t terminal_waiters::poll(uint32_t ready, uint32_t events, mach_port_t notify,
                                uint32_t cookie) {
    events |= POLLERR | POLLHUP;
    ready &= events;
    const bool kept = ready == 0 || (events & protocol::io_poll_edge) != 0;
    if (kept && notify != MACH_PORT_NULL)
        pollers_.push_back({notify, events, cookie});
    else if (notify != MACH_PORT_NULL)
        (void)mach_port_deallocate(mach_task_self(), notify);
    return ready;
}

void terminal_waiters::notify(uint32_t ready) {
    std::erase_if(pollers_, [&](const poller &p) {
        if ((ready & p.events) == 0) return false;
        mach::rpc::exchange<protocol::io_ready> x;
        x.request() = {.ready = ready & p.events, .cookie = p.cookie};
        if (x.send(p.notify, MACH_PORT_NULL, 0,
                   {.option = MACH_SEND_TIMEOUT, .disposition = MACH_MSG_TYPE_MOVE_SEND_ONCE}) !=
            KERN_SUCCESS)
            (void)mach_port_deallocate(mach_task_self(), p.notify);
        return true;
    });
}
