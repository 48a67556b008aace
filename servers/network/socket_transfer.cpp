/// \file
/// Sending and receiving.
#include <algorithm>

#include "socket_port.hpp"

using protocol::unix_error;

namespace network {

namespace {

/// Pages of this task for data out of line.
class pages {
public:
    pages() = default;
    pages(mach_vm_address_t address, std::size_t size) : address_(address), size_(size) {}
    pages(pages &&other) noexcept
        : address_(std::exchange(other.address_, 0)), size_(std::exchange(other.size_, 0)) {}
    pages &operator=(const pages &) = delete;
    ~pages() {
        if (size_) (void)mach_vm_deallocate(mach_task_self(), address_, size_);
    }
    bool allocate(std::size_t size) {
        if (size != 0 &&
            mach_vm_allocate(mach_task_self(), &address_, size, VM_FLAGS_ANYWHERE) != KERN_SUCCESS)
            return false;
        size_ = size;
        return true;
    }
    std::span<char> bytes() const { return {reinterpret_cast<char *>(address_), size_}; }
    /// For a message that takes them along; what lies behind `used` bytes goes now.
    mach_msg_ool_descriptor_t release(std::size_t used) {
        const std::size_t kept = (used + MACH_PAGE_SIZE - 1) & ~(MACH_PAGE_SIZE - 1);
        if (kept < size_) (void)mach_vm_deallocate(mach_task_self(), address_ + kept, size_ - kept);
        size_ = 0;
        return mach::rpc::ool_descriptor(address_, static_cast<mach_msg_size_t>(used), used != 0);
    }

private:
    mach_vm_address_t address_ = 0;
    std::size_t size_ = 0;
};

/// Sends all of a message. The data lies in the request, or in what the job keeps.
struct send_job {
    outgoing message;
    passed_rights address_port = {};
    pages memory = {};
    std::vector<char> kept = {};
    std::size_t done = 0;

    kern_return_t run(socket_port &port, protocol::io_write_reply &reply) {
        for (;;) {
            const auto sent = port.it().send(message);
            if (!sent) {
                if (sent.error() != EAGAIN && partial(reply)) return KERN_SUCCESS;
                return code_of(sent);
            }
            done += *sent;
            message.data = message.data.subspan(std::min(*sent, message.data.size()));
            if (message.data.empty() || !port.it().stream()) break;
        }
        reply.count = static_cast<uint32_t>(done);
        return KERN_SUCCESS;
    }
    bool partial(protocol::io_write_reply &reply) {
        reply.count = static_cast<uint32_t>(done);
        return done != 0;
    }
    void keep() {
        if (!memory.bytes().empty()) return;
        kept.assign(message.data.begin(), message.data.end());
        message.data = kept;
    }
};

/// Receives into a buffer; with MSG_WAITALL until it is full.
class receiver {
public:
    explicit receiver(uint32_t flags) : flags_(flags) {}

    kern_return_t run(socket_port &port, incoming &message) {
        const std::span<char> room = message.room;
        const bool all = (flags_ & message_flag::wait_all) && !(flags_ & message_flag::peek) &&
                         port.it().stream();
        std::copy(got_.begin(), got_.end(), room.begin());
        std::size_t have = got_.size();
        for (;;) {
            message.room = room.subspan(have);
            message.flags = flags_;
            message.count = 0;
            const auto received = port.it().receive(message);
            const std::size_t now = std::exchange(message.count, have += message.count);
            if (!received) {
                const bool waits = received.error() == EAGAIN;
                if (waits && all)
                    got_.assign(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(have));
                if (waits || have == 0) return code_of(received);
                break;
            }
            if (!all || have == room.size() || now == 0) break;
        }
        if (port.it().stream()) message.length = have;
        return KERN_SUCCESS;
    }
    std::span<const char> got() const { return got_; }

private:
    uint32_t flags_;
    std::vector<char> got_;
};

struct read_job {
    uint32_t count;
    receiver from{0};

    kern_return_t run(socket_port &port, protocol::io_read_reply &reply) {
        incoming message{.room = {reply.variable.items, count}};
        const kern_return_t result = from.run(port, message);
        reply.variable.count = static_cast<uint32_t>(message.count);
        return result;
    }
    bool partial(protocol::io_read_reply &) { return false; }
    void keep() {}
};

struct read_pages_job {
    uint32_t count;
    receiver from{0};

    kern_return_t run(socket_port &port, protocol::io_read_ool_reply &reply) {
        pages to;
        if (!to.allocate(count)) return unix_error(ENOMEM);
        reply.more = 0;
        incoming message{.room = to.bytes()};
        const kern_return_t result = from.run(port, message);
        if (result == KERN_SUCCESS) reply.data = to.release(message.count);
        return result;
    }
    bool partial(protocol::io_read_ool_reply &) { return false; }
    void keep() {}
};

struct receive_job {
    uint32_t count;
    receiver from;

    kern_return_t run(socket_port &port, protocol::socket_receive_reply &reply) {
        // The address stands in front of the data, and how long it is turns out with the data.
        char data[protocol::io_inline_max];
        incoming message{.room = {data, count}};
        const kern_return_t result = from.run(port, message);
        if (result == KERN_SUCCESS) fill(reply, message, {data, message.count});
        return result;
    }
    bool partial(protocol::socket_receive_reply &reply) {
        incoming message{.room = {}};
        message.length = from.got().size();
        fill(reply, message, from.got());
        return !from.got().empty();
    }
    void keep() {}

private:
    static void fill(protocol::socket_receive_reply &reply, const incoming &message,
                     std::span<const char> data) {
        const auto name = message.from.bytes();
        reply.flags = message.flags & (message_flag::truncated | message_flag::end_of_record);
        if (!message.rights.empty() || !message.control.empty())
            reply.flags |= message_flag::control_truncated;
        reply.length = static_cast<uint32_t>(message.length);
        reply.address_size = static_cast<uint32_t>(name.size());
        name.copy(reply.variable.items, name.size());
        std::copy(data.begin(), data.end(), reply.variable.items + name.size());
        reply.variable.count = static_cast<uint32_t>(name.size() + data.size());
    }
};

/// Send rights for a message that takes them along.
mach_msg_ool_ports_descriptor_t descriptor_of(passed_rights rights) {
    mach_msg_ool_ports_descriptor_t out{};
    out.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
    out.disposition = MACH_MSG_TYPE_MOVE_SEND;
    out.copy = MACH_MSG_VIRTUAL_COPY;
    if (rights.empty()) return out;
    pages names;
    const std::size_t size = rights.all().size() * sizeof(mach_port_t);
    if (!names.allocate(size)) return out;
    const auto all = rights.release();
    std::memcpy(names.bytes().data(), all.data(), size);
    out.address = names.release(size).address;
    out.count = static_cast<mach_msg_size_t>(all.size());
    out.deallocate = true;
    return out;
}

struct receive_message_job {
    uint32_t count;
    receiver from;

    kern_return_t run(socket_port &port, protocol::socket_receive_message_reply &reply) {
        pages to;
        if (!to.allocate(count)) return unix_error(ENOMEM);
        incoming message{.room = to.bytes()};
        const kern_return_t result = from.run(port, message);
        if (result == KERN_SUCCESS) fill(reply, message, to);
        return result;
    }
    bool partial(protocol::socket_receive_message_reply &reply) {
        if (from.got().empty()) return false;
        pages to;
        if (!to.allocate(from.got().size())) return false;
        std::copy(from.got().begin(), from.got().end(), to.bytes().begin());
        incoming message{.room = {}};
        message.count = message.length = from.got().size();
        fill(reply, message, to);
        return true;
    }
    void keep() {}

private:
    static void fill(protocol::socket_receive_message_reply &reply, incoming &message, pages &to) {
        const auto name = message.from.bytes();
        reply.data = to.release(message.count);
        reply.rights = descriptor_of(std::move(message.rights));
        reply.flags = message.flags & (message_flag::truncated | message_flag::end_of_record |
                                       message_flag::control_truncated);
        reply.length = static_cast<uint32_t>(message.length);
        reply.address_size = static_cast<uint32_t>(name.size());
        auto &tail = reply.variable;
        name.copy(tail.items, name.size());
        const std::size_t control =
            std::min(message.control.size(), std::size(tail.items) - name.size());
        std::memcpy(tail.items + name.size(), message.control.data(), control);
        tail.count = static_cast<uint32_t>(name.size() + control);
    }
};

uint32_t clamp(uint32_t count) { return std::min(count, protocol::socket_message_max); }

}  // namespace

kern_return_t socket_port::serve(protocol::io_read, call<protocol::io_read> c) {
    if (c.request.count > protocol::io_inline_max) return unix_error(EINVAL);
    return start<protocol::io_read>(c, read_job{c.request.count}, c.request.cookie, !nonblocking(),
                                    socket_->receive_timeout());
}

kern_return_t socket_port::serve(protocol::io_read_ool, call<protocol::io_read_ool> c) {
    return start<protocol::io_read_ool>(c, read_pages_job{clamp(c.request.count)}, c.request.cookie,
                                        !nonblocking(), socket_->receive_timeout());
}

kern_return_t socket_port::serve(protocol::io_write, call<protocol::io_write> c) {
    const auto &data = c.request.variable;
    return start<protocol::io_write>(
        c, send_job{{.data = {data.items, data.count}, .sender = sender_of(c.trailer)}},
        c.request.cookie, !nonblocking(), socket_->send_timeout());
}

kern_return_t socket_port::serve(protocol::io_write_ool, call<protocol::io_write_ool> c) {
    send_job job{
        {.sender = sender_of(c.trailer)}, {}, pages(c.request.data.address, c.request.data.size)};
    job.message.data = job.memory.bytes();
    return start<protocol::io_write_ool>(c, std::move(job), c.request.cookie, !nonblocking(),
                                         socket_->send_timeout());
}

kern_return_t socket_port::serve(protocol::socket_send, call<protocol::socket_send> c) {
    const auto &r = c.request;
    if (r.address_size > r.variable.count || r.address_size > protocol::socket_address_max)
        return unix_error(EINVAL);
    const std::string_view all(r.variable.items, r.variable.count);
    const std::string_view data = all.substr(r.address_size);
    return start<protocol::socket_send>(
        c,
        send_job{{.data = data,
                  .to = address(all.substr(0, r.address_size)),
                  .flags = r.flags,
                  .sender = sender_of(c.trailer)}},
        r.cookie, !nonblocking() && !(r.flags & message_flag::dont_wait), socket_->send_timeout());
}

kern_return_t socket_port::serve(protocol::socket_send_message,
                                 call<protocol::socket_send_message> c) {
    const auto &r = c.request;
    const pages names(r.rights.address, r.rights.count * sizeof(mach_port_t));
    const auto *rights = reinterpret_cast<const mach_port_t *>(r.rights.address);
    send_job job{{.to = address({r.variable.items, r.variable.count}),
                  .to_port = r.address.name,
                  .flags = r.flags,
                  .sender = sender_of(c.trailer),
                  .rights = passed_rights(std::span(rights, r.rights.count))},
                 passed_rights({&r.address.name, 1}),
                 pages(r.data.address, r.data.size)};
    job.message.data = job.memory.bytes();
    if (r.rights.count != 0 && r.rights.disposition != MACH_MSG_TYPE_PORT_SEND) {
        // The interface does not check it: receive rights are not let go of like others.
        for (const mach_port_t right : job.message.rights.all())
            if (r.rights.disposition == MACH_MSG_TYPE_PORT_RECEIVE && MACH_PORT_VALID(right))
                (void)mach_port_mod_refs(mach_task_self(), right, MACH_PORT_RIGHT_RECEIVE, -1);
        return unix_error(EINVAL);
    }
    if (r.rights.count > protocol::socket_rights_max) return unix_error(EINVAL);
    for (const mach_port_t right : job.message.rights.all())
        if (!MACH_PORT_VALID(right)) return unix_error(EBADF);
    if (r.has_credentials) {
        const auto &wanted = r.credentials;
        const auto &token = c.trailer.msgh_audit.val;
        const bool own = wanted.pid == token[AUDIT_PID] &&
                         (wanted.uid == token[AUDIT_EUID] || wanted.uid == token[AUDIT_RUID]) &&
                         (wanted.gid == token[AUDIT_EGID] || wanted.gid == token[AUDIT_RGID]);
        if (!own && token[AUDIT_EUID] != 0) return unix_error(EPERM);
        job.message.sender = wanted;
    }
    return start<protocol::socket_send_message>(
        c, std::move(job), r.cookie, !nonblocking() && !(r.flags & message_flag::dont_wait),
        socket_->send_timeout());
}

kern_return_t socket_port::serve(protocol::socket_receive, call<protocol::socket_receive> c) {
    const auto &r = c.request;
    if (r.count > protocol::io_inline_max) return unix_error(EINVAL);
    return start<protocol::socket_receive>(c, receive_job{r.count, receiver(r.flags)}, r.cookie,
                                           !nonblocking() && !(r.flags & message_flag::dont_wait),
                                           socket_->receive_timeout());
}

kern_return_t socket_port::serve(protocol::socket_receive_message,
                                 call<protocol::socket_receive_message> c) {
    const auto &r = c.request;
    return start<protocol::socket_receive_message>(
        c, receive_message_job{clamp(r.count), receiver(r.flags)}, r.cookie,
        !nonblocking() && !(r.flags & message_flag::dont_wait), socket_->receive_timeout());
}

}  // namespace network
