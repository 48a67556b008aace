#include <cerrno>
#include <ctime>

#include <clock.hpp>
#include <errno_of.hpp>
#include <poll.hpp>
#include <restart.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Sleeps until the monotonic deadline. \param remaining where to tell what was left when a handler
/// is to run; 0: nowhere, and an absolute sleep simply begins anew.
long sleep_until(uint64_t deadline, bool relative, user_address remaining) {
    while (wait_for_signal(deadline)) {
        if (!take_signals()) continue;
        if (!relative) return restart_no_handler;
        const uint64_t now = monotonic_ns();
        if (remaining != 0 && !put_user(remaining, from_ns(deadline > now ? deadline - now : 0)))
            return -EFAULT;
        this_thread().restart = {
            .kind = restart_kind::sleep, .deadline_ns = deadline, .argument = {remaining, 0, 0}};
        return restart_record_set;
    }
    return 0;
}

}  // namespace

long restart_sleep(const restart_record &record) {
    return sleep_until(record.deadline_ns, true, record.argument[0]);
}

long sys_clock_nanosleep(int clock, uint32_t flags, user_address request, user_address remaining) {
    time_value wanted;
    if (clock == CLOCK_THREAD_CPUTIME_ID) return -EINVAL;
    if (clock < 0 || read_clock(clock) < 0) return -EINVAL;
    if (!get_user(wanted, request)) return -EFAULT;
    if (!valid(wanted)) return -EINVAL;
    const uint64_t ns = to_ns(wanted);
    const uint64_t now = monotonic_ns();
    if ((flags & TIMER_ABSTIME) == 0) return sleep_until(now + ns, true, remaining);
    const auto reading = static_cast<uint64_t>(read_clock(clock));
    return sleep_until(ns > reading ? now + (ns - reading) : now, false, 0);
}

long sys_nanosleep(user_address request, user_address remaining) {
    return sys_clock_nanosleep(CLOCK_MONOTONIC, 0, request, remaining);
}

long sys_restart_syscall() {
    const restart_record record = this_thread().restart;
    this_thread().restart.kind = restart_kind::none;
    switch (record.kind) {
    case restart_kind::sleep: return restart_sleep(record);
    case restart_kind::poll:
        return poll_user(record.argument[0], static_cast<uint32_t>(record.argument[1]),
                         record.deadline_ns, true);
    case restart_kind::futex: return restart_futex(record);
    case restart_kind::none: break;
    }
    return -EINTR;
}

}  // namespace posix
