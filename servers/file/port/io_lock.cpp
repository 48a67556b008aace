/// \file
/// fcntl's record locks and flock.
#include <new>

#include <lib/pending.hpp>
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <port/process_client.hpp>
#include <port/process_end.hpp>
#include <vfs/record_locks.hpp>

namespace port {

namespace {

// Linux's generic values.
constexpr uint32_t get_lock = 5, set_lock_wait = 7;
constexpr uint32_t ofd_get_lock = 36, ofd_set_lock_wait = 38;
constexpr uint32_t type_read = 0, type_write = 1, type_unlock = 2;
constexpr uint32_t flock_bit = 0x80000000, flock_shared = 1, flock_exclusive = 2,
                   flock_nonblock = 4, flock_unlock = 8;

vfs::lock_wait_graph waiting_processes;

vfs::outcome<vfs::record_locks *> locks_of(vfs::vnode &node) {
    if (!node.locks) node.locks = new (std::nothrow) vfs::record_locks;
    if (!node.locks) return vfs::fail(ENOLCK);
    return node.locks;
}

/// As conflict, but locks of processes that have ended do not count, though the word of it may be
/// on its way.
const vfs::record_lock *live_conflict(vfs::record_locks &locks, const vfs::record_lock &wanted) {
    for (;;) {
        const vfs::record_lock *held = locks.conflict(wanted);
        if (!held || held->owner.kind != vfs::lock_kind::process || process_exists(held->owner.pid))
            return held;
        locks.clear_process(held->owner.pid);
    }
}

/// A request for a lock that another holds.
class pending_lock final : public operation {
public:
    pending_lock(open_port &file, call<protocol::io_lock> c, uint32_t pid,
                 const vfs::record_lock &wanted)
        : operation(&file, pid, c.request.cookie),
          reply_(c.header),
          node_(file.file().node),
          wanted_(wanted) {
        node_->locks->waiters().join(*this);
    }
    ~pending_lock() override { stop_waiting_for_process(); }

    /// Who holds what is wanted may be another one each time: EDEADLK when it waits for this one.
    vfs::outcome<> wait_for(const vfs::lock_owner &holder) {
        stop_waiting_for_process();
        if (wanted_.owner.kind != vfs::lock_kind::process || holder.kind != vfs::lock_kind::process)
            return {};
        if (waiting_processes.closes_circle(pid(), holder.pid)) return vfs::fail(EDEADLK);
        in_graph_ = waiting_processes.add(pid(), holder.pid);
        return in_graph_ ? vfs::outcome<>{} : vfs::fail(ENOLCK);
    }

    void refuse(int error) {
        reply_.fail(code_of(error));
        delete this;
    }

    state retry() override {
        if (const vfs::record_lock *held = live_conflict(*node_->locks, wanted_)) {
            const auto waits = wait_for(held->owner);
            if (waits) return state::waiting;
            refuse(waits.error());
            return state::finished;
        }
        const auto set = node_->locks->set(wanted_);
        mach::rpc::wire<protocol::io_lock_reply> out;
        out.body = {.result = KERN_SUCCESS, .type = 0, .start = 0, .length = 0, .pid = 0};
        if (!set)
            reply_.fail(code_of(set.error()));
        else if (!reply_.reply(out))
            (void)node_->locks->clear(wanted_.owner, wanted_.begin, wanted_.end);
        delete this;
        return state::finished;
    }
    void interrupt() override { refuse(EINTR); }
    void abandon() override { refuse(EBADF); }

private:
    void stop_waiting_for_process() {
        if (in_graph_) waiting_processes.remove(pid());
        in_graph_ = false;
    }

    server::pending<protocol::io_lock> reply_;
    vfs::ref<vfs::vnode> node_;
    vfs::record_lock wanted_;
    bool in_graph_ = false;
};

bool asks(const protocol::io_lock_request &r) {
    return r.command == get_lock || r.command == ofd_get_lock;
}

struct lock_request {
    bool unlock, wait;
    vfs::record_lock lock;
};

/// What a request asks for, be it flock's or fcntl's. EINVAL, EBADF.
vfs::outcome<lock_request> parse(const protocol::io_lock_request &r, const vfs::description &file,
                                 uint32_t pid) {
    lock_request out{};
    out.lock.owner = {.pid = pid, .through = &file, .kind = vfs::lock_kind::process};
    if (r.command >= ofd_get_lock && r.command <= ofd_set_lock_wait)
        out.lock.owner.kind = vfs::lock_kind::of_description;
    if (r.command & flock_bit) {
        out.lock.owner.kind = vfs::lock_kind::flock;
        out.lock.end = UINT64_MAX;
        out.wait = (r.command & flock_nonblock) == 0;
        switch (r.command & ~(flock_bit | flock_nonblock)) {
        case flock_shared: out.lock.type = vfs::lock_type::shared; break;
        case flock_exclusive: out.lock.type = vfs::lock_type::exclusive; break;
        case flock_unlock: out.unlock = true; break;
        default: return vfs::fail(EINVAL);
        }
        return out;
    }
    out.wait = r.command == set_lock_wait || r.command == ofd_set_lock_wait;
    out.unlock = r.type == type_unlock;
    out.lock.type = r.type == type_read ? vfs::lock_type::shared : vfs::lock_type::exclusive;
    out.lock.begin = r.start;
    if (r.type > type_unlock || r.start > INT64_MAX || r.length > INT64_MAX)
        return vfs::fail(EINVAL);
    out.lock.end = r.length ? r.start + r.length : UINT64_MAX;
    if (!asks(r) &&
        ((r.type == type_read && !file.readable()) || (r.type == type_write && !file.writable())))
        return vfs::fail(EBADF);
    return out;
}

void describe(protocol::io_lock_reply &out, const vfs::record_lock *held) {
    out = {.result = KERN_SUCCESS, .type = type_unlock, .start = 0, .length = 0, .pid = 0};
    if (!held) return;
    out.type = held->type == vfs::lock_type::shared ? type_read : type_write;
    out.start = held->begin;
    out.length = held->end == UINT64_MAX ? 0 : held->end - held->begin;
    out.pid = held->owner.kind == vfs::lock_kind::process ? held->owner.pid : ~0u;
}

}  // namespace

kern_return_t open_port::serve(protocol::io_lock, call<protocol::io_lock> c) {
    if (file_.flags & vfs::open_flag::path) return code_of(EBADF);
    const uint32_t pid = sender_of(c.trailer).pid;
    const lock_request wanted = ANSWER(parse(c.request, file_, pid));
    vfs::record_locks &locks = *ANSWER(locks_of(*file_.node));
    describe(c.reply, nullptr);
    if (asks(c.request)) {
        describe(c.reply, live_conflict(locks, wanted.lock));
        return KERN_SUCCESS;
    }
    if (wanted.unlock) {
        ANSWER(locks.clear(wanted.lock.owner, wanted.lock.begin, wanted.lock.end));
        locks.waiters().settle();
        return KERN_SUCCESS;
    }
    if (wanted.lock.owner.kind == vfs::lock_kind::process) process_end::watch(pid);
    const vfs::record_lock *held = live_conflict(locks, wanted.lock);
    if (!held) {
        ANSWER(locks.set(wanted.lock));
        locks.waiters().settle();
        return KERN_SUCCESS;
    }
    if (!wanted.wait) return code_of(EAGAIN);
    auto *pending = new (std::nothrow) pending_lock(*this, c, pid, wanted.lock);
    if (!pending) return code_of(ENOLCK);
    if (const auto waits = pending->wait_for(held->owner); !waits) pending->refuse(waits.error());
    return MIG_NO_REPLY;
}

}  // namespace port
