// eventfd and timerfd.
#include <cerrno>
#include <ctime>

#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <open_flags.hpp>
#include <process.hpp>
#include <protocol/event.hpp>
#include <syscall/event_calls.hpp>

namespace posix {

namespace {

constexpr uint32_t semaphore = 1, nonblock = 04000, close_on_exec = 02000000;

struct interval_time {
    time_value interval, value;
};

long create(const protocol::event_create_request &how, uint32_t flags) {
    mach::rpc::exchange<protocol::event_create> x;
    x.request() = how;
    if ((flags & nonblock) != 0) x.request().flags |= open_nonblock;
    if (const kern_return_t kr = x.call(self.file_service); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t port = x.reply().event.name;
    const int fd =
        descriptors.insert(port, 0600, (flags & close_on_exec) != 0, 0, open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), port);
    return fd;
}

/// Sets or reads a timer. \return 0 or -errno; `old` gets what was before.
long timer_call(int fd, const protocol::event_timer_request &how, interval_time &old) {
    const mach_port_t port = descriptors.port(fd);
    if (port == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::event_timer_set> x;
    x.request() = how;
    const kern_return_t kr = x.call(port);
    if (kr != KERN_SUCCESS) {
        const long error = errno_of(kr);
        return error == -EOPNOTSUPP ? -EINVAL : error;
    }
    old = {from_ns(x.reply().interval), from_ns(x.reply().value)};
    return 0;
}

}  // namespace

long sys_eventfd2(uint32_t value, uint32_t flags) {
    if ((flags & ~(semaphore | nonblock | close_on_exec)) != 0) return -EINVAL;
    return create({.kind = protocol::event_counter,
                   .flags = (flags & semaphore) != 0 ? protocol::event_semaphore : 0,
                   .value = value},
                  flags);
}

long sys_timerfd_create(int clock, uint32_t flags) {
    if ((flags & ~(nonblock | close_on_exec)) != 0) return -EINVAL;
    const bool realtime = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
    if (!realtime && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
        clock != CLOCK_BOOTTIME_ALARM)
        return -EINVAL;
    return create({.kind = protocol::event_timer,
                   .flags = realtime ? protocol::event_realtime : 0,
                   .value = 0},
                  flags);
}

long sys_timerfd_settime(int fd, uint32_t flags, user_address value, user_address old) {
    constexpr uint32_t absolute = 1, cancel_on_set = 2;  // TFD_TIMER_*
    interval_time wanted, before;
    if ((flags & ~(absolute | cancel_on_set)) != 0) return -EINVAL;
    if (!get_user(wanted, value)) return -EFAULT;
    if (!valid(wanted.value) || !valid(wanted.interval)) return -EINVAL;
    const long error = timer_call(fd,
                                  {.set = 1,
                                   .absolute = flags & absolute,
                                   .value = to_ns(wanted.value),
                                   .interval = to_ns(wanted.interval)},
                                  before);
    if (error != 0) return error;
    return old == 0 || put_user(old, before) ? 0 : -EFAULT;
}

long sys_timerfd_gettime(int fd, user_address value) {
    interval_time now;
    if (const long error = timer_call(fd, {}, now); error != 0) return error;
    return put_user(value, now) ? 0 : -EFAULT;
}

}  // namespace posix
