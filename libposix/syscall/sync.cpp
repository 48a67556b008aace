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

long sys_sync_file_range(int fd, int64_t offset, int64_t size, uint32_t flags) {
    constexpr uint32_t known = 7;  // SYNC_FILE_RANGE_*
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (offset < 0 || size < 0 || (flags & ~known) != 0) return -EINVAL;
    if (!S_ISREG(file.mode) && !S_ISBLK(file.mode) && !S_ISDIR(file.mode)) return -ESPIPE;
    return flags == 0 ? 0 : sync_file(fd, true);
}

long sys_readahead(int fd, int64_t, uint64_t) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    // The servers' own reading ahead is all there is.
    return S_ISREG(file.mode) || S_ISBLK(file.mode) ? 0 : -EINVAL;
}

long sys_fadvise64(int fd, int64_t, int64_t size, uint32_t advice) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (S_ISFIFO(file.mode)) return -ESPIPE;
    return size < 0 || advice > 5 ? -EINVAL : 0;
}

}  // namespace posix
