#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <open_flags.hpp>
#include <process.hpp>
#include <protocol/file.hpp>
#include <syscall/calls.hpp>

namespace posix {

long sys_pipe2(user_address pair, uint32_t flags) {
    const uint32_t generic = to_generic(flags);
    if ((generic & ~(open_close_on_exec | open_nonblock | 040000 /* O_DIRECT */)) != 0)
        return -EINVAL;
    mach::rpc::exchange<protocol::pipe_create> x;
    x.request().flags = generic & ~open_close_on_exec;
    if (const kern_return_t kr = x.call(self.file_service); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t ends[]{x.reply().read_end.name, x.reply().write_end.name};
    const bool close_on_exec = (generic & open_close_on_exec) != 0;
    int fds[2];
    fds[0] = descriptors.insert(ends[0], S_IFIFO | 0600, close_on_exec, 0, open_file_limit());
    if (fds[0] < 0) {
        for (const mach_port_t end : ends) (void)mach_port_deallocate(mach_task_self(), end);
        return fds[0];
    }
    fds[1] = descriptors.insert(ends[1], S_IFIFO | 0600, close_on_exec, 0, open_file_limit());
    if (fds[1] < 0) {
        (void)mach_port_deallocate(mach_task_self(), ends[1]);
        (void)sys_close(fds[0]);
        return fds[1];
    }
    if (put_user(pair, fds)) return 0;
    (void)sys_close(fds[0]);
    (void)sys_close(fds[1]);
    return -EFAULT;
}

}  // namespace posix
