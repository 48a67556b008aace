#include <cerrno>

#include <fd_table.hpp>
#include <mach/mach_traps.h>
#include <process.hpp>
#include <queue_notice.hpp>
#include <record_locks.hpp>
#include <signal_file.hpp>
#include <syscall/calls.hpp>
#include <watched.hpp>

namespace posix {

namespace {
constexpr uint32_t close_range_unshare = 2, close_range_cloexec = 4;
}

long sys_close(int fd) {
    mach_port_name_t released;
    give_up_record_locks(descriptors.port(fd));
    queue_notice::end(descriptors.port(fd));
    forget_watched(fd);
    const int result = descriptors.remove(fd, released);
    forget_signal_file(released);
    if (released != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), released);
    return result;
}

long sys_close_range(uint32_t first, uint32_t last, uint32_t flags) {
    if (first > last || (flags & ~(close_range_unshare | close_range_cloexec)) != 0) return -EINVAL;
    const auto end = static_cast<uint32_t>(descriptors.end());
    for (uint32_t fd = first; fd < end && fd <= last; ++fd) {
        if ((flags & close_range_cloexec) != 0)
            (void)descriptors.set_close_on_exec(static_cast<int>(fd), true);
        else
            (void)sys_close(static_cast<int>(fd));
    }
    return 0;
}

}  // namespace posix
