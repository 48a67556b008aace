#include <cerrno>

#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <protocol/io.hpp>
#include <syscall/calls.hpp>

namespace posix {

long sys_lseek(int fd, int64_t offset, uint32_t whence) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (S_ISFIFO(file.mode) || S_ISSOCK(file.mode)) return -ESPIPE;
    if ((file.mode & S_IFMT) == 0)
        return 0;  // of no type, as eventfd makes them: seeking is nothing
    mach::rpc::exchange<protocol::io_seek> x;
    x.request() = {.offset = offset, .whence = whence};
    if (const kern_return_t kr = x.call(file.port); kr != KERN_SUCCESS) return errno_of(kr);
    return x.reply().offset;
}

}  // namespace posix
