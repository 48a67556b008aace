#include <cerrno>

#include <fcntl.h>

#include <descriptor_path.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <path.hpp>
#include <stat_layout.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

long file_attributes(mach_port_t file, protocol::io_attributes &attributes) {
    if (file == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::io_stat> x;
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    attributes = x.reply().attributes;
    return 0;
}

/// Of a path, or with AT_EMPTY_PATH and an empty one of the descriptor itself. A null path counts
/// as empty then.
long path_attributes(int directory, user_address path, uint32_t flags,
                     protocol::io_attributes &attributes) {
    if ((flags & AT_EMPTY_PATH) != 0) {
        char first = 0;
        if (path != 0 && !get_user(first, path)) return -EFAULT;
        if (first == 0)
            return file_attributes(
                directory == AT_FDCWD ? self.working_directory : descriptors.port(directory),
                attributes);
    }
    if ((flags & AT_SYMLINK_NOFOLLOW) == 0)
        if (const int fd = descriptor_of_path(path);
            fd >= 0 && descriptors.port(fd) != MACH_PORT_NULL)
            return file_attributes(descriptors.port(fd), attributes);
    mach::rpc::exchange<protocol::file_stat> x;
    const kern_return_t kr =
        path_call(x, directory, path, [&](protocol::file_path_request &request) {
            request.flags = (flags & AT_SYMLINK_NOFOLLOW) != 0 ? protocol::file_no_follow : 0;
            request.mode = 0;
            request.value = 0;
        });
    if (kr != KERN_SUCCESS) return errno_of(kr);
    attributes = x.reply().attributes;
    return 0;
}

}  // namespace

long sys_fstat(int fd, user_address buffer) {
    protocol::io_attributes attributes;
    if (const long error = file_attributes(descriptors.port(fd), attributes); error != 0)
        return error;
    return put_user(buffer, to_stat(attributes)) ? 0 : -EFAULT;
}

long sys_newfstatat(int directory, user_address path, user_address buffer, uint32_t flags) {
    if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT)) != 0) return -EINVAL;
    protocol::io_attributes attributes;
    if (const long error = path_attributes(directory, path, flags, attributes); error != 0)
        return error;
    return put_user(buffer, to_stat(attributes)) ? 0 : -EFAULT;
}

long sys_statx(int directory, user_address path, uint32_t flags, uint32_t mask,
               user_address buffer) {
    constexpr uint32_t known =
        AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | 0x6000 /* AT_STATX_SYNC_TYPE */;
    if ((flags & ~known) != 0 || (mask & 0x80000000) != 0) return -EINVAL;
    protocol::io_attributes attributes;
    if (const long error = path_attributes(directory, path, flags, attributes); error != 0)
        return error;
    return put_user(buffer, to_statx(attributes)) ? 0 : -EFAULT;
}

long sys_statfs(user_address path, user_address buffer) {
    mach::rpc::exchange<protocol::file_statfs> x;
    const kern_return_t kr = path_call(x, AT_FDCWD, path,
                                       [](protocol::file_path_request &request) {
                                           request.flags = 0;
                                           request.mode = 0;
                                           request.value = 0;
                                       },
                                       {.follow_descriptors = true});
    if (kr != KERN_SUCCESS) return errno_of(kr);
    return put_user(buffer, to_statfs(x.reply().filesystem)) ? 0 : -EFAULT;
}

long sys_fstatfs(int fd, user_address buffer) {
    const mach_port_t file = descriptors.port(fd);
    if (file == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::io_statfs> x;
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    return put_user(buffer, to_statfs(x.reply().filesystem)) ? 0 : -EFAULT;
}

}  // namespace posix
