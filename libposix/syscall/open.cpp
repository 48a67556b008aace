#include <cerrno>

#include <sys/stat.h>

#include <descriptor_path.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <open_flags.hpp>
#include <path.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Opens a descriptor's own path, when it is neither file nor directory: another number for the
/// same description. -ENOENT: it is another path, or not open.
long open_descriptor(user_address path, bool close_on_exec) {
    const int fd = descriptor_of_path(path);
    if (fd < 0) return -ENOENT;
    const uint32_t mode = descriptors.get(fd).mode;
    if (S_ISREG(mode) || S_ISDIR(mode)) return -ENOENT;
    const long copy = descriptors.duplicate(fd, close_on_exec, 0, open_file_limit());
    return copy == -EBADF ? -ENOENT : copy;
}

}  // namespace

long sys_openat(int directory, user_address path, uint32_t flags, uint32_t mode) {
    const uint32_t generic = to_generic(flags);
    const bool follows = (generic & open_no_follow) == 0;
    if (follows) {
        const long fd = open_descriptor(path, (generic & open_close_on_exec) != 0);
        if (fd != -ENOENT) return fd;
    }
    mach::rpc::exchange<protocol::file_open> x;
    const uint32_t cookie = next_cookie();
    const kern_return_t kr =
        path_call(x, directory, path,
                  [&](protocol::file_open_request &request) {
                      request.flags = generic & ~(open_close_on_exec | protocol::file_open_execute);
                      request.mode = mode & 07777 & ~self.umask;
                      request.cookie = cookie;
                  },
                  {.interruptible = true, .cookie = cookie, .follow_descriptors = follows});
    if (kr != KERN_SUCCESS) {
        const long error = errno_of(kr);
        return error == -EINTR ? restart_always : error;
    }
    const mach_port_t port = x.reply().file.name;
    const int fd = descriptors.insert(port, x.reply().mode, (generic & open_close_on_exec) != 0, 0,
                                      open_file_limit());
    if (fd < 0)
        (void)mach_port_deallocate(mach_task_self(), port);
    else if ((generic & open_path) != 0)
        descriptors.set_path_only(fd);
    return fd;
}

}  // namespace posix
