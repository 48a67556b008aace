// memfd_create: a file of memory that has no name.
#include <cerrno>

#include <sys/mman.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <protocol/file.hpp>
#include <syscall/calls.hpp>

namespace posix {

long sys_memfd_create(user_address name, uint32_t flags) {
    char text[250];
    if ((flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING)) != 0) return -EINVAL;
    const long length = copy_string_from_user(text, name, sizeof text);
    if (length < 0) return -EFAULT;
    if (length == sizeof text) return -EINVAL;
    mach::rpc::exchange<protocol::memory_file_create> x;
    x.request().sealable = (flags & MFD_ALLOW_SEALING) != 0;
    if (const kern_return_t kr = x.call(self.file_service); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t port = x.reply().file.name;
    const int fd =
        descriptors.insert(port, x.reply().mode, (flags & MFD_CLOEXEC) != 0, 0, open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), port);
    return fd;
}

}  // namespace posix
