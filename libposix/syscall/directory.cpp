// Reading directories, and the process's working and root directories.
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/mach_traps.h>
#include <path.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Replaces a directory right of the process, and gives the old one back unless something else
/// still uses it.
void change(mach_port_t &slot, mach_port_t directory) {
    const mach_port_t old = slot;
    slot = directory;
    if (!descriptors.uses(old) && old != self.working_directory && old != self.root_directory)
        (void)mach_port_deallocate(mach_task_self(), old);
}

/// May the process look names up in a directory?
kern_return_t search(mach_port_t directory) {
    mach::rpc::exchange<protocol::file_access> x;
    x.request().flags = protocol::file_effective_ids;
    x.request().mode = 1;  // X_OK
    x.request().value = 0;
    x.request().variable.count = 0;
    return x.call(directory);
}

}  // namespace

long sys_getdents64(int fd, user_address buffer, uint32_t size) {
    const mach_port_t file = descriptors.port(fd);
    if (file == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::io_read_directory> x;
    x.request().count = size < protocol::io_inline_max ? size : protocol::io_inline_max;
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(path_error(kr));
    const auto &entries = x.reply().variable;
    const uint32_t count = entries.count < size ? entries.count : size;
    return copy_to_user(buffer, entries.items, count) ? static_cast<long>(count) : -EFAULT;
}

long sys_getcwd(user_address buffer, uint64_t size) {
    mach::rpc::exchange<protocol::io_path> x;
    if (const kern_return_t kr = x.call(self.working_directory); kr != KERN_SUCCESS)
        return errno_of(kr);
    auto &path = x.reply().variable;
    if (path.count + uint64_t{1} > size || path.count == path.capacity) return -ERANGE;
    path.items[path.count] = 0;
    return copy_to_user(buffer, path.items, path.count + 1) ? static_cast<long>(path.count) + 1
                                                            : -EFAULT;
}

long sys_chdir(user_address path) {
    mach::rpc::exchange<protocol::file_open> x;
    const kern_return_t kr = path_call(x, AT_FDCWD, path, [](protocol::file_open_request &request) {
        request.flags = 0200000 /* O_DIRECTORY, generic */ | 010000000 /* O_PATH */;
        request.mode = 1;
        request.cookie = 0;
    });
    if (kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t directory = x.reply().file.name;
    if (const kern_return_t denied = search(directory); denied != KERN_SUCCESS) {
        (void)mach_port_deallocate(mach_task_self(), directory);
        return errno_of(denied);
    }
    change(self.working_directory, directory);
    return 0;
}

long sys_fchdir(int fd) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL) return -EBADF;
    if (!S_ISDIR(file.mode)) return -ENOTDIR;
    if (const kern_return_t kr = search(file.port); kr != KERN_SUCCESS) return errno_of(kr);
    // The working directory needs a right of its own: the descriptor may be closed.
    if (const kern_return_t kr =
            mach_port_mod_refs(mach_task_self(), file.port, MACH_PORT_RIGHT_SEND, 1);
        kr != KERN_SUCCESS)
        return errno_of(kr);
    if (file.port != self.working_directory) change(self.working_directory, file.port);
    return 0;
}

long sys_chroot(user_address path) {
    if (self.credentials.euid != 0) return -EPERM;
    mach::rpc::exchange<protocol::file_change_root> x;
    const kern_return_t kr = path_call(x, AT_FDCWD, path, [](protocol::file_path_request &request) {
        request.flags = 0;
        request.mode = 0;
        request.value = 0;
    });
    if (kr != KERN_SUCCESS) return errno_of(kr);
    // Paths are looked up at the working directory's port, whose root this is from now on; Linux
    // leaves the working directory outside.
    change(self.root_directory, x.reply().file.name);
    change(self.working_directory, x.reply().file.name);
    return 0;
}

}  // namespace posix
