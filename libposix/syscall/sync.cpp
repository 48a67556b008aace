#include <cerrno>

#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <protocol/io.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

long sync_file(int fd, bool data_only) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    mach::rpc::exchange<protocol::io_sync> x;
    x.request().data_only = data_only;
    return errno_of(x.call(file.port));
}

}  // namespace

long sys_fsync(int fd) { return sync_file(fd, false); }
long sys_fdatasync(int fd) { return sync_file(fd, true); }
long sys_syncfs(int fd) { return descriptors.port(fd) != MACH_PORT_NULL ? sys_sync() : -EBADF; }

long sys_sync() {
    mach::rpc::exchange<protocol::io_sync> x;
    x.request().data_only = 0;
    (void)x.call(self.root_directory);
    return 0;
}

long sys_fadvise64(int fd, int64_t, int64_t size, uint32_t advice) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (S_ISFIFO(file.mode)) return -ESPIPE;
    return size < 0 || advice > 5 ? -EINVAL : 0;
}

}  // namespace posix
