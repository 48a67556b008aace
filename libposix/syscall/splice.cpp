// splice: from or to a pipe, through the messages of sendfile. vmsplice copies, as the pages given
// may be changed afterwards only by who keeps to its rules.
#include <syscall/splice.hpp>

#include <cerrno>

#include <csignal>

#include <fcntl.h>
#include <poll.h>

#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <open_flags.hpp>
#include <poll.hpp>
#include <process.hpp>
#include <protocol/file.hpp>
#include <protocol/io.hpp>
#include <syscall/calls.hpp>
#include <thread_block.hpp>
#include <syscall/move.hpp>

namespace posix {

namespace {

constexpr uint32_t flag_nonblock = 2, flags_known = 15;  // SPLICE_F_*
constexpr uint64_t pipe_room = 65536;                    // more does not fit at once

bool ready(const descriptor &file, uint32_t events) {
    mach::rpc::exchange<protocol::io_poll> x;
    x.request() = {
        .notify = mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_MAKE_SEND_ONCE),
        .events = events,
        .cookie = 0};
    return x.call(file.port) != KERN_SUCCESS || x.reply().ready != 0;
}

/// May it be read, or written anywhere but at the end? \return 0, -EBADF, -EINVAL.
long check_use(const descriptor &file, bool written) {
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = 0, .mask = 0};
    if (file.path_only || x.call(file.port) != KERN_SUCCESS) return -EBADF;
    const uint32_t flags = x.reply().flags, access = flags & open_access_mask;
    if (access == (written ? O_RDONLY : O_WRONLY)) return -EBADF;
    return (written && (flags & open_append) != 0) || S_ISDIR(file.mode) ? -EINVAL : 0;
}

/// Would the next piece go on without waiting?
bool flows(const descriptor &in, const descriptor &out) {
    return (!S_ISFIFO(in.mode) || ready(in, POLLIN)) &&
           (!S_ISFIFO(out.mode) || ready(out, POLLOUT));
}

long advance(int64_t offset, uint64_t by) {
    return offset == protocol::io_at_position ? offset : offset + static_cast<int64_t>(by);
}

/// Copies once. \return bytes, -EAGAIN, -errno.
long copy_between(const descriptor &in, const descriptor &out, uint64_t size) {
    mach::rpc::exchange<protocol::pipe_copy> x;
    x.request().to = mach::rpc::port_descriptor(out.port, MACH_MSG_TYPE_COPY_SEND);
    x.request().count = static_cast<uint32_t>(size < pipe_room ? size : pipe_room);
    const kern_return_t kr = x.call(in.port);
    if (kr == KERN_SUCCESS) return x.reply().count;
    const long error = kr == MIG_BAD_ID ? -EINVAL : errno_of(kr);
    if (error == -EPIPE) (void)sys_tgkill(self.pid, this_thread().tid, SIGPIPE);
    return error;
}

}  // namespace

long sys_splice(int in_fd, user_address in_offset, int out_fd, user_address out_offset,
                uint64_t size, uint32_t flags) {
    const descriptor in = descriptors.get(in_fd), out = descriptors.get(out_fd);
    if (in.port == MACH_PORT_NULL || out.port == MACH_PORT_NULL) return -EBADF;
    if ((flags & ~flags_known) != 0 || (!S_ISFIFO(in.mode) && !S_ISFIFO(out.mode))) return -EINVAL;
    if ((S_ISFIFO(in.mode) && in_offset != 0) || (S_ISFIFO(out.mode) && out_offset != 0))
        return -ESPIPE;
    if (in.port == out.port) return -EINVAL;
    int64_t from, to;
    if (!load_offset(in_offset, from) || !load_offset(out_offset, to)) return -EFAULT;
    if ((in_offset != 0 && from < 0) || (out_offset != 0 && to < 0)) return -EINVAL;
    if (size == 0) return 0;
    if (const long error = check_use(in, false); error != 0) return error;
    if (const long error = check_use(out, true); error != 0) return error;
    if (size > pipe_room) size = pipe_room;
    if ((flags & flag_nonblock) != 0 && !flows(in, out)) return -EAGAIN;
    uint64_t done = 0;
    // Only the first piece is waited for.
    while (done < size && (done == 0 || flows(in, out))) {
        const uint64_t left = size - done;
        const auto now =
            static_cast<uint32_t>(left < protocol::io_inline_max ? left : protocol::io_inline_max);
        const long count =
            move_some(in.port, advance(from, done), out.port, advance(to, done), now);
        if (count < 0 && done == 0) return count;
        if (count <= 0) break;
        done += static_cast<uint64_t>(count);
    }
    const auto moved = static_cast<long>(done);
    return store_offset(in_offset, from, moved) && store_offset(out_offset, to, moved) ? moved
                                                                                       : -EFAULT;
}

long sys_vmsplice(int fd, user_address vector, uint64_t count, uint32_t flags) {
    constexpr uint64_t vector_max = 1024;
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || !S_ISFIFO(file.mode)) return -EBADF;
    if ((flags & ~flags_known) != 0 || count > vector_max) return -EINVAL;
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = 0, .mask = 0};
    if (const kern_return_t kr = x.call(file.port); kr != KERN_SUCCESS) return errno_of(kr);
    const bool writes = (x.reply().flags & open_access_mask) != 0;
    if ((flags & flag_nonblock) != 0 && !ready(file, writes ? POLLOUT : POLLIN)) return -EAGAIN;
    const auto parts = static_cast<int>(count);
    return writes ? sys_writev(fd, vector, parts) : sys_readv(fd, vector, parts);
}

long sys_tee(int in_fd, int out_fd, uint64_t size, uint32_t flags) {
    if ((flags & ~flags_known) != 0) return -EINVAL;
    if (size == 0) return 0;
    const descriptor in = descriptors.get(in_fd), out = descriptors.get(out_fd);
    if (in.port == MACH_PORT_NULL || out.port == MACH_PORT_NULL) return -EBADF;
    if (!S_ISFIFO(in.mode) || !S_ISFIFO(out.mode)) return -EINVAL;
    for (;;) {
        const long done = copy_between(in, out, size);
        if (done != -EAGAIN || (flags & flag_nonblock) != 0) return done;
        for (poll_entry wait : {poll_entry{in_fd, POLLIN, 0}, poll_entry{out_fd, POLLOUT, 0}})
            if (const long error = wait_for_any({&wait, 1}, no_deadline); error < 0)
                return error == -EINTR ? restart_always : error;
    }
}

}  // namespace posix
