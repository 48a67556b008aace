// Mode, owner and size of files.
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <file_size_limit.hpp>
#include <path.hpp>
#include <protocol/file.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

struct change {
    uint32_t valid, mode, uid, gid;
};

change owner_change(uint32_t uid, uint32_t gid) {
    return {
        .valid = (uid != ~0u ? protocol::io_set_uid : 0) | (gid != ~0u ? protocol::io_set_gid : 0),
        .mode = 0,
        .uid = uid,
        .gid = gid};
}

long apply(int fd, const change &c) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    mach::rpc::exchange<protocol::io_set_attributes> x;
    x.request() = {.valid = c.valid,
                   .mode = c.mode,
                   .uid = c.uid,
                   .gid = c.gid,
                   .access_time = 0,
                   .modification_time = 0};
    return errno_of(x.call(file.port));
}

long apply_at(int directory, user_address path, const change &c, uint32_t flags) {
    mach::rpc::exchange<protocol::file_set_attributes> x;
    return errno_of(path_call(x, directory, path,
                              [&](protocol::file_set_attributes_request &request) {
                                  request.flags = (flags & AT_SYMLINK_NOFOLLOW) != 0
                                                      ? protocol::file_no_follow
                                                      : 0;
                                  request.valid = c.valid;
                                  request.mode = c.mode;
                                  request.uid = c.uid;
                                  request.gid = c.gid;
                                  request.access_time = request.modification_time = 0;
                              },
                              {.allow_empty = (flags & AT_EMPTY_PATH) != 0,
                               .follow_descriptors = (flags & AT_SYMLINK_NOFOLLOW) == 0}));
}

}  // namespace

long sys_fchmod(int fd, uint32_t mode) {
    return apply(fd, {protocol::io_set_mode, mode & 07777, 0, 0});
}

long sys_fchmodat(int directory, user_address path, uint32_t mode) {
    return apply_at(directory, path, {protocol::io_set_mode, mode & 07777, 0, 0}, 0);
}

long sys_fchown(int fd, uint32_t uid, uint32_t gid) { return apply(fd, owner_change(uid, gid)); }

long sys_fchownat(int directory, user_address path, uint32_t uid, uint32_t gid, uint32_t flags) {
    if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) return -EINVAL;
    return apply_at(directory, path, owner_change(uid, gid), flags);
}

long sys_ftruncate(int fd, uint64_t size) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (!S_ISREG(file.mode) || static_cast<int64_t>(size) < 0) return -EINVAL;
    if (file_size_limited()) {
        mach::rpc::exchange<protocol::io_stat> now;
        if (const kern_return_t kr = now.call(file.port); kr != KERN_SUCCESS) return errno_of(kr);
        if (size > now.reply().attributes.size)
            if (const long error = check_file_size(size); error != 0) return error;
    }
    mach::rpc::exchange<protocol::io_truncate> x;
    x.request().size = size;
    return errno_of(x.call(file.port));
}

long sys_truncate(user_address path, uint64_t size) {
    if (static_cast<int64_t>(size) < 0) return -EINVAL;
    if (file_size_limited())
        if (const long error = check_file_size(size); error != 0) return error;
    mach::rpc::exchange<protocol::file_truncate> x;
    return errno_of(path_call(x, AT_FDCWD, path,
                              [&](protocol::file_path_request &request) {
                                  request.flags = 0;
                                  request.mode = 0;
                                  request.value = size;
                              },
                              {.follow_descriptors = true}));
}

long sys_fallocate(int fd, uint32_t mode, int64_t offset, int64_t size) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (offset < 0 || size <= 0) return -EINVAL;
    constexpr uint32_t keep_size = 1;  // FALLOC_FL_KEEP_SIZE
    if (S_ISFIFO(file.mode)) return -ESPIPE;
    if (S_ISDIR(file.mode)) return -EBADF;  // never open for writing
    if (!S_ISREG(file.mode)) return -ENODEV;
    const auto begin = static_cast<uint64_t>(offset), room = static_cast<uint64_t>(size);
    if (begin + room > INT64_MAX) return -EFBIG;
    if ((mode & keep_size) == 0 && file_size_limited())
        if (const long error = check_file_size(begin + room); error != 0) return error;
    mach::rpc::exchange<protocol::file_allocate> x;
    x.request() = {.mode = mode, .offset = begin, .size = room};
    return errno_of(x.call(file.port));
}

long sys_umask(uint32_t mask) {
    const uint32_t old = self.umask;
    self.umask = mask & 0777;
    return old;
}

}  // namespace posix
