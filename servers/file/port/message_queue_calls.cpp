/// \file
/// What open POSIX message queues answer besides the I/O interface.
#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include <fs/mqueue/queue.hpp>
#include <lib/clock.hpp>
#include <lib/pending.hpp>
#include <port/code.hpp>
#include <port/main_clock.hpp>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <port/queue_listener.hpp>

namespace port {

namespace {

/// The queue that is open; null: it is none.
mqueue::queue *queue_of(const vfs::description &file) {
    return file.io ? file.io->as_message_queue() : nullptr;
}

/// Copies the first message, which stays, into a reply.
vfs::outcome<> copy_first(const mqueue::queue &queue, uint64_t room,
                          protocol::mqueue_receive_reply &reply) {
    const mqueue::message *first = TRY(queue.first(room));
    const std::string_view bytes = first->bytes();
    reply.priority = first->priority();
    reply.variable.count = static_cast<uint32_t>(bytes.size());
    std::memcpy(reply.variable.items, bytes.data(), bytes.size());
    return {};
}

/// A request that waits for the queue, up to a time.
template <class Routine>
class pending_message : public operation, private server::alarm {
public:
    pending_message(open_port &file, mqueue::queue &queue, call<Routine> c)
        : operation(&file, sender_of(c.trailer).pid, c.request.cookie),
          alarm(main_clock()),
          reply_(c.header),
          queue_(vfs::ref<mqueue::queue>::share(queue)) {
        queue_->waiters()->join(*this);
        if (c.request.deadline == protocol::mqueue_no_deadline) return;
        const int64_t left = c.request.deadline - server::realtime_ns();
        alarm::set(server::monotonic_ns() + static_cast<uint64_t>(std::max<int64_t>(left, 0)));
    }
    void interrupt() override { fail(EINTR); }
    void abandon() override { fail(EBADF); }

protected:
    /// Deletes this.
    state fail(int error) {
        reply_.fail(error == 0 ? KERN_SUCCESS : code_of(error));
        delete this;
        return state::finished;
    }

    server::pending<Routine> reply_;
    vfs::ref<mqueue::queue> queue_;

private:
    void rang() override { fail(ETIMEDOUT); }
};

class pending_send final : public pending_message<protocol::mqueue_send> {
public:
    pending_send(open_port &file, mqueue::queue &queue, call<protocol::mqueue_send> c,
                 std::unique_ptr<char[]> bytes)
        : pending_message(file, queue, c),
          priority_(c.request.priority),
          bytes_(std::move(bytes)),
          size_(c.request.variable.count) {}
    state retry() override {
        if (!reply_.is_awaited()) return fail(EINTR);  // the sender has been killed
        const auto sent = queue_->send(priority_, {bytes_.get(), size_});
        if (!sent && sent.error() == EAGAIN) return state::waiting;
        return fail(sent ? 0 : sent.error());
    }

private:
    uint32_t priority_;
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

class pending_receive final : public pending_message<protocol::mqueue_receive> {
public:
    pending_receive(open_port &file, mqueue::queue &queue, call<protocol::mqueue_receive> c)
        : pending_message(file, queue, c), room_(c.request.size) {}
    state retry() override {
        mach::rpc::wire<protocol::mqueue_receive_reply> out;
        const auto first = copy_first(*queue_, room_, out.body);
        if (!first && first.error() == EAGAIN) return state::waiting;
        if (!first) return fail(first.error());
        if (reply_.reply(out)) queue_->drop();  // else whoever asked is gone
        delete this;
        return state::finished;
    }

private:
    uint64_t room_;
};

/// Must, and may, whoever got `error` wait?
bool waits(const vfs::description &file, int error) {
    return error == EAGAIN && !file.nonblocking();
}

bool late(int64_t deadline) {
    return deadline != protocol::mqueue_no_deadline && deadline <= server::realtime_ns();
}

}  // namespace

kern_return_t open_port::serve(protocol::mqueue_send, call<protocol::mqueue_send> c) {
    mqueue::queue *queue = queue_of(file_);
    if (!queue || !file_.writable()) return code_of(EBADF);
    const auto &r = c.request;
    if (r.priority >= protocol::mqueue_priorities) return code_of(EINVAL);
    const vfs::credentials who = sender_of(c.trailer);
    const bool was_empty = queue->count() == 0;
    const auto sent = queue->send(r.priority, text_of(r.variable));
    if (sent) {
        settle(*queue);
        if (was_empty && queue->count() != 0) queue->tell(who.pid, who.uid);
        return KERN_SUCCESS;
    }
    if (!waits(file_, sent.error())) return code_of(sent);
    if (late(r.deadline)) return code_of(ETIMEDOUT);
    std::unique_ptr<char[]> bytes(new (std::nothrow) char[r.variable.count + 1]);
    if (!bytes) return code_of(ENOMEM);
    std::memcpy(bytes.get(), r.variable.items, r.variable.count);
    if (!new (std::nothrow) pending_send(*this, *queue, c, std::move(bytes)))
        return code_of(ENOMEM);
    return MIG_NO_REPLY;
}

kern_return_t open_port::serve(protocol::mqueue_receive, call<protocol::mqueue_receive> c) {
    mqueue::queue *queue = queue_of(file_);
    if (!queue || !file_.readable()) return code_of(EBADF);
    const auto first = copy_first(*queue, c.request.size, c.reply);
    if (first) {
        queue->drop();
        settle(*queue);
        return KERN_SUCCESS;
    }
    if (!waits(file_, first.error())) return code_of(first);
    if (late(c.request.deadline)) return code_of(ETIMEDOUT);
    if (!new (std::nothrow) pending_receive(*this, *queue, c)) return code_of(ENOMEM);
    return MIG_NO_REPLY;
}

kern_return_t open_port::serve(protocol::mqueue_state, call<protocol::mqueue_state> c) {
    const mqueue::queue *queue = queue_of(file_);
    if (!queue) return code_of(EBADF);
    c.reply.flags = file_.flags & (vfs::open_flag::access_mode | vfs::open_flag::nonblock);
    c.reply.messages_max = static_cast<int64_t>(queue->most().messages);
    c.reply.size_max = static_cast<int64_t>(queue->most().size_each);
    c.reply.messages = static_cast<int64_t>(queue->count());
    if (c.request.set != 0)
        file_.flags = (file_.flags & ~vfs::open_flag::nonblock) |
                      (c.request.flags & vfs::open_flag::nonblock);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::mqueue_notify, call<protocol::mqueue_notify> c) {
    const uint32_t process = sender_of(c.trailer).pid;
    // Owns the right from here on.
    std::unique_ptr<queue_listener> who(new (std::nothrow) queue_listener(process, c.request));
    if (!who) {
        if (MACH_PORT_VALID(c.request.to.name))
            (void)mach_port_deallocate(mach_task_self(), c.request.to.name);
        return code_of(ENOMEM);
    }
    mqueue::queue *queue = queue_of(file_);
    if (!queue) return code_of(EBADF);
    if (c.request.how > protocol::mqueue_notification::socket) return code_of(EINVAL);
    if (c.request.how != protocol::mqueue_notification::none)
        return code_of(queue->listen(std::move(who)));
    queue->ignore(process);
    return KERN_SUCCESS;
}

}  // namespace port
