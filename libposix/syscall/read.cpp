#include <cerrno>

#include <poll.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <open_flags.hpp>
#include <poll.hpp>
#include <signal_file.hpp>
#include <socket_file.hpp>
#include <syscall/calls.hpp>
#include <transfer.hpp>

namespace posix {

long refuse_buffer(int fd, mach_port_t file) {
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = 0, .mask = 0};
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    const bool waits = (x.reply().flags & open_nonblock) == 0;
    poll_entry entry{fd, POLLIN, 0};
    const long count = wait_for_any({&entry, 1}, waits ? no_deadline : 0);
    if (count < 0) return count == -EINTR ? restart_always : count;
    if (count == 0) return -EAGAIN;
    return (entry.ready & POLLIN) != 0 ? -EFAULT : 0;
}

long sys_read(int fd, user_address buffer, uint64_t size) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if ((file.mode & S_IFMT) == 0 && is_signal_file(file.port))
        return read_signal_file(file.port, buffer, size);
    if (size != 0 && (S_ISFIFO(file.mode) || S_ISSOCK(file.mode)) && !writable_user(buffer))
        return refuse_buffer(fd, file.port);
    const long result =
        read_file(file.port, S_ISREG(file.mode), buffer, size, protocol::io_at_position);
    return S_ISSOCK(file.mode) ? socket_transfer_result(result, false) : result;
}

long sys_pread64(int fd, user_address buffer, uint64_t size, int64_t offset) {
    const descriptor file = descriptors.get(fd);
    if (offset < 0) return -EINVAL;
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (S_ISFIFO(file.mode) || S_ISSOCK(file.mode)) return -ESPIPE;
    return read_file(file.port, S_ISREG(file.mode), buffer, size, offset);
}

}  // namespace posix
