#include <cerrno>
#include <ctime>

#include <sys/time.h>

#include <clock.hpp>
#include <syscall/calls.hpp>

namespace posix {

long sys_clock_gettime(int clock, user_address time) {
    const int64_t now = read_clock(clock);
    if (now < 0) return -EINVAL;
    return put_user(time, from_ns(static_cast<uint64_t>(now))) ? 0 : -EFAULT;
}

long sys_clock_getres(int clock, user_address time) {
    if (read_clock(clock) < 0) return -EINVAL;
    const bool coarse = clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE;
    // Coarse clocks are as fine as others, but nobody who asks for one may count on it.
    const int64_t resolution = coarse ? 4'000'000 : 1;
    return time == 0 || put_user(time, time_value{0, resolution}) ? 0 : -EFAULT;
}

long sys_gettimeofday(user_address time, user_address zone) {
    const time_value now = from_ns(static_cast<uint64_t>(realtime_ns()));
    if (time != 0 &&
        !put_user(time, timeval{.tv_sec = now.seconds, .tv_usec = now.nanoseconds / 1000}))
        return -EFAULT;
    return zone == 0 || zero_user(zone, sizeof(struct timezone)) ? 0 : -EFAULT;
}

}  // namespace posix
