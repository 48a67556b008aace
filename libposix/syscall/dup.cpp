#include <cerrno>

#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/mach.h>
#include <open_flags.hpp>
#include <queue_notice.hpp>
#include <record_locks.hpp>
#include <signal_file.hpp>
#include <syscall/calls.hpp>
#include <watched.hpp>

namespace posix {

namespace {

long replace(int from, int to, bool close_on_exec) {
    mach_port_name_t released;
    if (from != to) {
        give_up_record_locks(descriptors.port(to));
        queue_notice::end(descriptors.port(to));
        forget_watched(to);
    }
    const long result = descriptors.replace(from, to, close_on_exec, open_file_limit(), released);
    forget_signal_file(released);
    if (released != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), released);
    return result;
}

}  // namespace

long sys_dup(int fd) {
    const long copy = descriptors.duplicate(fd, false, 0, open_file_limit());
    return copy == -EINVAL ? -EMFILE : copy;  // the limit is 0; F_DUPFD calls that invalid
}

long sys_dup2(int from, int to) { return replace(from, to, false); }

long sys_dup3(int from, int to, uint32_t flags) {
    if (from == to || (flags & ~open_close_on_exec) != 0) return -EINVAL;
    return replace(from, to, (flags & open_close_on_exec) != 0);
}

}  // namespace posix
