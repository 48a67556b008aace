/// \file
/// What timers and sets answer besides the I/O interface.
#include <new>

#include <lib/pending.hpp>
#include <mach/mach.h>
#include <port/code.hpp>
#include <port/event_timer.hpp>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <vfs/event_set.hpp>
#include <vfs/notifier.hpp>

namespace port {

namespace {

/// Fills in entries, and a right of `file` for each.
kern_return_t fill(open_port &file, vfs::event_set &set, uint32_t room,
                   protocol::event_wait_reply &reply) {
    auto &entries = reply.variable;
    entries.count =
        static_cast<uint32_t>(set.take(entries.items, std::min(room, protocol::event_entries_max)));
    reply.notify = {};
    reply.notify.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
    reply.notify.disposition = MACH_MSG_TYPE_MAKE_SEND_ONCE;
    reply.notify.copy = MACH_MSG_VIRTUAL_COPY;
    if (entries.count == 0) return code_of(EAGAIN);
    // The kernel reads the names when the reply is sent, which is before the next one is made.
    static mach_port_t names[protocol::event_entries_max];
    for (mach_port_t &name : names) name = file.port();
    reply.notify.address = reinterpret_cast<uint64_t>(names);
    reply.notify.count = entries.count;
    return KERN_SUCCESS;
}

class pending_wait final : public operation {
public:
    pending_wait(open_port &file, vfs::event_set &set, call<protocol::event_wait> c)
        : operation(&file, sender_of(c.trailer).pid, c.request.cookie),
          set_(set),
          room_(c.request.count),
          reply_(c.header) {
        set.waiters()->join(*this);
    }
    state retry() override {
        mach::rpc::wire<protocol::event_wait_reply> out;
        if (fill(*file(), set_, room_, out.body) != KERN_SUCCESS) return state::waiting;
        if (!reply_.reply(out))
            for (uint32_t i = 0; i < out.body.variable.count; ++i)
                set_.note(out.body.variable.items[i].cookie);
        delete this;
        return state::finished;
    }
    void interrupt() override {
        reply_.fail(code_of(EINTR));
        delete this;
    }
    void abandon() override {
        reply_.fail(code_of(EBADF));
        delete this;
    }

private:
    vfs::event_set &set_;
    uint32_t room_;
    server::pending<protocol::event_wait> reply_;
};

}  // namespace

kern_return_t open_port::serve(protocol::event_timer_set, call<protocol::event_timer_set> c) {
    if (kind_ != kind::timer) return code_of(EINVAL);
    auto &timer = static_cast<event_timer &>(*file_.io);
    const auto before = timer.get();
    c.reply.value = before.value_ns;
    c.reply.interval = before.interval_ns;
    const auto &r = c.request;
    if (r.set) timer.set({r.value, r.interval}, r.absolute != 0);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::event_change, call<protocol::event_change> c) {
    if (kind_ != kind::set) return code_of(EINVAL);
    ANSWER(static_cast<vfs::event_set &>(*file_.io).change(c.request));
    settle(*file_.io);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::event_add, call<protocol::event_add> c) {
    const open_port *added = resolve(c.request.file.name);
    if (kind_ != kind::set || c.request.change.operation != protocol::event_operation_add)
        return code_of(EINVAL);
    auto &set = static_cast<vfs::event_set &>(*file_.io);
    if (added && added->kind_ == kind::set)
        ANSWER(set.add_set(c.request.change, static_cast<vfs::event_set &>(*added->file_.io)));
    else
        ANSWER(set.change(c.request.change));
    settle(set);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::event_wait, call<protocol::event_wait> c) {
    if (kind_ != kind::set) return code_of(EINVAL);
    auto &set = static_cast<vfs::event_set &>(*file_.io);
    const kern_return_t result = fill(*this, set, c.request.count, c.reply);
    if (result == KERN_SUCCESS || c.request.no_wait) return result;
    if (!new (std::nothrow) pending_wait(*this, set, c)) return code_of(ENOMEM);
    return MIG_NO_REPLY;
}

kern_return_t open_port::serve(protocol::event_watch, call<protocol::event_watch> c) {
    const open_port *watched = resolve(c.request.file.name);
    if (kind_ != kind::notifier) return code_of(EINVAL);
    if (!watched) return code_of(EOPNOTSUPP);
    vfs::vnode &node = *watched->file_.node;
    ANSWER(vfs::check_access(node, sender_of(c.trailer), vfs::may_read));
    c.reply.watch = ANSWER(static_cast<vfs::notifier &>(*file_.io).add(node, c.request.mask));
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::event_unwatch, call<protocol::event_unwatch> c) {
    if (kind_ != kind::notifier) return code_of(EINVAL);
    return code_of(static_cast<vfs::notifier &>(*file_.io).remove(c.request.watch));
}

void open_port::serve(protocol::event_again, call<protocol::event_again> c) {
    if (kind_ != kind::set) return;
    auto &set = static_cast<vfs::event_set &>(*file_.io);
    for (uint32_t i = 0; i < c.request.variable.count; ++i) set.again(c.request.variable.items[i]);
    settle(set);
}

void open_port::serve(protocol::io_ready, call<protocol::io_ready> c) {
    if (kind_ != kind::set) return;
    static_cast<vfs::event_set &>(*file_.io).note(c.request.cookie);
    settle(*file_.io);
}

}  // namespace port
