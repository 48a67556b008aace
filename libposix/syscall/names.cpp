// Making and removing names: directories, nodes, links.
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <path.hpp>
#include <syscall/calls.hpp>

namespace posix {

long sys_mkdirat(int directory, user_address path, uint32_t mode) {
    mach::rpc::exchange<protocol::file_make_directory> x;
    return errno_of(path_call(x, directory, path, [&](protocol::file_path_request &request) {
        request.flags = 0;
        request.mode = mode & 01777 & ~self.umask;
        request.value = 0;
    }));
}

long sys_mknodat(int directory, user_address path, uint32_t mode, uint64_t device) {
    if (S_ISDIR(mode)) return -EPERM;
    mach::rpc::exchange<protocol::file_make_node> x;
    return errno_of(path_call(x, directory, path, [&](protocol::file_path_request &request) {
        request.flags = 0;
        request.mode =
            ((mode & S_IFMT) == 0 ? S_IFREG : mode & S_IFMT) | (mode & 07777 & ~self.umask);
        request.value = device;
    }));
}

long sys_unlinkat(int directory, user_address path, uint32_t flags) {
    if ((flags & ~AT_REMOVEDIR) != 0) return -EINVAL;
    mach::rpc::exchange<protocol::file_unlink> x;
    return errno_of(path_call(x, directory, path, [&](protocol::file_path_request &request) {
        request.flags = (flags & AT_REMOVEDIR) != 0 ? protocol::file_remove_directory : 0;
        request.mode = 0;
        request.value = 0;
    }));
}

long sys_faccessat(int directory, user_address path, uint32_t mode) {
    return sys_faccessat2(directory, path, mode, 0);
}

long sys_faccessat2(int directory, user_address path, uint32_t mode, uint32_t flags) {
    if ((mode & ~7u) != 0 || (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0)
        return -EINVAL;
    mach::rpc::exchange<protocol::file_access> x;
    return errno_of(path_call(
        x, directory, path,
        [&](protocol::file_path_request &request) {
            request.flags = ((flags & AT_SYMLINK_NOFOLLOW) != 0 ? protocol::file_no_follow : 0) |
                            ((flags & AT_EACCESS) != 0 ? protocol::file_effective_ids : 0);
            request.mode = mode;
            request.value = 0;
        },
        {.allow_empty = (flags & AT_EMPTY_PATH) != 0,
         .follow_descriptors = (flags & AT_SYMLINK_NOFOLLOW) == 0}));
}

long sys_no_attributes() { return -EOPNOTSUPP; }

long sys_no_attributes_of_file(int fd) {
    const descriptor file = descriptors.get(fd);
    return file.port == MACH_PORT_NULL || file.path_only ? -EBADF : -EOPNOTSUPP;
}
long sys_no_attribute_list() { return -EOPNOTSUPP; }

}  // namespace posix
