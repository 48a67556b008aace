/// \file
/// The I/O interface of sockets, as far as it is no transfer.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "socket_port.hpp"

using protocol::unix_error;

namespace network {

namespace {

/// Linux's generic value; the C library's header has an architecture's own.
constexpr uint32_t generic_nonblock = 04000, generic_read_write = 2;
/// Reported whether asked for or not.
constexpr uint32_t always = POLLERR | POLLHUP | POLLNVAL;
constexpr uint64_t socket_device = 8, socket_magic = 0x534f434b;

void drop(mach_port_t right) {
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
}

/// A notify right that waits for events.
class poll_watch final : public request {
public:
    poll_watch(socket_port &port, const protocol::io_poll_request &r, uint32_t pid)
        : request(pid, r.cookie), port_(port), events_(r.events | always), notify_(r.notify.name) {}
    ~poll_watch() override { drop(notify_); }

    bool attempt() override {
        const uint32_t ready = port_.it().ready() & events_;
        if (ready) send(ready);
        return ready != 0;
    }
    void end(int error) override {
        if (error == EBADF) send(POLLNVAL);
    }

private:
    void send(uint32_t ready) {
        mach::rpc::wire<protocol::io_ready_request> out;
        out.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u),
                      .msgh_size = sizeof out,
                      .msgh_remote_port = std::exchange(notify_, MACH_PORT_NULL),
                      .msgh_local_port = MACH_PORT_NULL,
                      .msgh_reserved = 0,
                      .msgh_id = protocol::io_ready::id};
        out.body = {.ready = ready, .cookie = cookie()};
        (void)server::loop::send_reply(out.header);
    }

    socket_port &port_;
    uint32_t events_;
    mach_port_t notify_;
};

}  // namespace

bool socket_port::nonblocking() const { return (flags_ & generic_nonblock) != 0; }

kern_return_t socket_port::serve(protocol::io_poll, call<protocol::io_poll> c) {
    const uint32_t pid = sender_pid(c.trailer);
    const uint32_t wanted = (c.request.events & ~protocol::io_poll_edge) | always;
    const uint32_t ready = socket_->ready() & wanted;
    c.reply.ready = ready;
    const bool dropped = ready && !(c.request.events & protocol::io_poll_edge);
    if (dropped || !MACH_PORT_VALID(c.request.notify.name)) {
        drop(c.request.notify.name);
        return KERN_SUCCESS;
    }
    // One who asks again under the same cookie has given up the first question.
    std::erase_if(requests_, [&](const auto &r) { return r->is(pid, c.request.cookie); });
    requests_.push_back(std::make_unique<poll_watch>(*this, c.request, pid));
    return KERN_SUCCESS;
}

void socket_port::serve(protocol::io_interrupt, call<protocol::io_interrupt> c) {
    for (const auto &r : requests_)
        if (r->is(sender_pid(c.trailer), c.request.cookie)) return end(*r, EINTR);
}

kern_return_t socket_port::serve(protocol::io_flags, call<protocol::io_flags> c) {
    const uint32_t mask = c.request.mask & generic_nonblock;
    flags_ = (flags_ & ~mask) | (c.request.flags & mask);
    c.reply.flags = flags_ | generic_read_write | teller_.flag();
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::io_owner, call<protocol::io_owner> c) {
    const kern_return_t kr = teller_.serve(c.request, c.reply, true);
    told_room_ = (socket_->ready() & POLLOUT) != 0;
    return kr;
}

kern_return_t socket_port::serve(protocol::io_stat, call<protocol::io_stat> c) {
    c.reply.attributes = {.device = socket_device,
                          .inode = inode_,
                          .mode = S_IFSOCK | 0777,
                          .links = 1,
                          .uid = 0,
                          .gid = 0,
                          .special_device = 0,
                          .size = 0,
                          .blocks = 0,
                          .block_size = 4096,
                          .access_time = 0,
                          .modification_time = 0,
                          .change_time = 0};
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::io_control, call<protocol::io_control> c) {
    char data[protocol::io_control_max];
    const auto &in = c.request.variable;
    std::memset(data, 0, sizeof data);
    std::memcpy(data, in.items, in.count);
    std::size_t size = in.count;
    const auto done = socket_->control(c.request.request, data, size);
    if (!done) return code_of(done);
    c.reply.value = *done;
    std::memcpy(c.reply.variable.items, data, size);
    c.reply.variable.count = static_cast<uint32_t>(size);
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::io_statfs, call<protocol::io_statfs> c) {
    c.reply.filesystem = {.type = socket_magic,
                          .block_size = 4096,
                          .blocks = 0,
                          .blocks_free = 0,
                          .blocks_available = 0,
                          .files = 0,
                          .files_free = 0,
                          .name_max = 255,
                          .flags = 0,
                          .id = 0};
    return KERN_SUCCESS;
}

kern_return_t socket_port::serve(protocol::io_seek, call<protocol::io_seek>) {
    return unix_error(ESPIPE);
}
kern_return_t socket_port::serve(protocol::io_map, call<protocol::io_map>) {
    return unix_error(ENODEV);
}
kern_return_t socket_port::serve(protocol::io_truncate, call<protocol::io_truncate>) {
    return unix_error(EINVAL);
}
kern_return_t socket_port::serve(protocol::io_sync, call<protocol::io_sync>) {
    return unix_error(EINVAL);
}
kern_return_t socket_port::serve(protocol::io_read_directory, call<protocol::io_read_directory>) {
    return unix_error(ENOTDIR);
}
kern_return_t socket_port::serve(protocol::io_set_attributes, call<protocol::io_set_attributes>) {
    return unix_error(EPERM);
}
kern_return_t socket_port::serve(protocol::io_path, call<protocol::io_path>) {
    return unix_error(ENOENT);
}
kern_return_t socket_port::serve(protocol::io_lock, call<protocol::io_lock>) {
    return unix_error(EINVAL);
}

}  // namespace network
