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

bool of_processor(int clock) {
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

/// Sleeps until the clock reads `target`, however it is set meanwhile. \param remaining where to
/// tell what was left when a handler is to run; 0: nowhere, and an absolute sleep simply begins
/// anew.
long sleep_until(int clock, uint64_t target, bool relative, user_address remaining) {
    constexpr uint64_t look_ns = 4'000'000;  // processor time is looked at no more often
    for (;;) {
        const int64_t reading = read_clock(clock);
        if (reading < 0 || static_cast<uint64_t>(reading) >= target) return 0;
        uint64_t left = target - static_cast<uint64_t>(reading);
        if (of_processor(clock) && left < look_ns) left = look_ns;
        if (!wait_for_signal(monotonic_ns() + left) || !take_signals()) continue;
        if (!relative) return restart_no_handler;
        const auto now = static_cast<uint64_t>(read_clock(clock));
        if (remaining != 0 && !put_user(remaining, from_ns(target > now ? target - now : 0)))
            return -EFAULT;
        this_thread().restart = {.kind = restart_kind::sleep,
                                 .deadline_ns = target,
                                 .argument = {remaining, static_cast<uint64_t>(clock), 0}};
        return restart_record_set;
    }
}

}  // namespace

long restart_sleep(const restart_record &record) {
    return sleep_until(static_cast<int>(record.argument[1]), record.deadline_ns, true,
                       record.argument[0]);
}

long sys_clock_nanosleep(int clock, uint32_t flags, user_address request, user_address remaining) {
    time_value wanted;
    const bool relative = (flags & TIMER_ABSTIME) == 0;
    // A length of time passes alike whatever becomes of the calendar.
    if (clock == CLOCK_REALTIME && relative) clock = CLOCK_MONOTONIC;
    if (clock == CLOCK_THREAD_CPUTIME_ID) return -EINVAL;
    if (clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_MONOTONIC_COARSE ||
        clock == CLOCK_REALTIME_COARSE)
        return -EOPNOTSUPP;
    const int64_t now = read_clock(clock);
    if (now < 0) return -EINVAL;
    if (!get_user(wanted, request)) return -EFAULT;
    if (!valid(wanted)) return -EINVAL;
    const uint64_t ns = to_ns(wanted);
    return sleep_until(clock, relative ? static_cast<uint64_t>(now) + ns : ns, relative, remaining);
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
