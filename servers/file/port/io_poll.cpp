/// \file
/// Readiness: what an open file is ready for now, and a message when that changes.
#include <new>

#include <lib/loop.hpp>
#include <mach/mach.h>
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <port/pool.hpp>

namespace port {

namespace {

/// Reported whether asked for or not.
constexpr uint32_t always = POLLERR | POLLHUP | POLLNVAL;

void drop(mach_port_t right) {
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
}

/// One notify right that waits for events.
class poll_watch final : public operation, public pooled<poll_watch> {
public:
    poll_watch(open_port &file, call<protocol::io_poll> c, uint32_t pid)
        : operation(&file, pid, c.request.cookie),
          events_(c.request.events | always),
          notify_(c.request.notify.name) {
        file.file().io->waiters()->join(*this);
    }
    ~poll_watch() override { drop(notify_); }

    state retry() override {
        const uint32_t ready = file()->file().ready() & events_;
        if (!ready) return state::waiting;
        send(ready);
        return state::finished;
    }
    void interrupt() override { delete this; }
    void abandon() override { send(POLLNVAL); }

private:
    void send(uint32_t ready) {
        mach::rpc::wire<protocol::io_ready_request> out;
        out.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u),
                      .msgh_size = sizeof out,
                      .msgh_remote_port = notify_,
                      .msgh_local_port = MACH_PORT_NULL,
                      .msgh_reserved = 0,
                      .msgh_id = protocol::io_ready::id};
        out.body = {.ready = ready, .cookie = cookie()};
        notify_ = MACH_PORT_NULL;
        (void)server::loop::send_reply(out.header);
        delete this;
    }

    uint32_t events_;
    mach_port_t notify_;
};

}  // namespace

kern_return_t open_port::serve(protocol::io_poll, call<protocol::io_poll> c) {
    const mach_port_t notify = c.request.notify.name;
    const uint32_t pid = sender_of(c.trailer).pid;
    const uint32_t wanted = (c.request.events & ~protocol::io_poll_edge) | always;
    const uint32_t ready = file_.ready() & wanted;
    vfs::wait_queue *queue = file_.io ? file_.io->waiters() : nullptr;
    c.reply.ready = ready;
    const bool dropped = ready && !(c.request.events & protocol::io_poll_edge);
    if (dropped || !queue || !MACH_PORT_VALID(notify)) {
        drop(notify);
        return KERN_SUCCESS;
    }
    // One who asks again under the same cookie has given up the first question.
    operation::interrupt(pid, c.request.cookie);
    if (!new (std::nothrow) poll_watch(*this, c, pid)) {
        drop(notify);
        return code_of(ENOMEM);
    }
    return KERN_SUCCESS;
}

}  // namespace port
