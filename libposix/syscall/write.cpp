#include <cerrno>

#include <sys/stat.h>

#include <fd_table.hpp>
#include <signal_file.hpp>
#include <socket_file.hpp>
#include <syscall/calls.hpp>
#include <transfer.hpp>

namespace posix {

long sys_write(int fd, user_address buffer, uint64_t size) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if ((file.mode & S_IFMT) == 0 && is_signal_file(file.port)) return -EINVAL;
    const long result =
        write_file(file.port, S_ISREG(file.mode), buffer, size, protocol::io_at_position);
    return S_ISSOCK(file.mode) ? socket_transfer_result(result, true) : result;
}

long sys_pwrite64(int fd, user_address buffer, uint64_t size, int64_t offset) {
    const descriptor file = descriptors.get(fd);
    if (offset < 0) return -EINVAL;
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (S_ISFIFO(file.mode) || S_ISSOCK(file.mode)) return -ESPIPE;
    return write_file(file.port, S_ISREG(file.mode), buffer, size, offset);
}

}  // namespace posix
