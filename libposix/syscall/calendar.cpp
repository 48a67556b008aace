// Setting the time of day. The calendar belongs to the host's control port, which the process
// server holds.
#include <cerrno>
#include <ctime>

#include <sys/time.h>

#include <clock.hpp>
#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

long set_calendar(const time_value &wanted) {
    mach::rpc::exchange<protocol::process_set_clock> x;
    x.request().realtime_ns = static_cast<int64_t>(to_ns(wanted));
    return errno_of(x.call(self.server));
}

}  // namespace

long sys_clock_settime(int clock, user_address time) {
    if (clock != CLOCK_REALTIME) return -EINVAL;
    time_value wanted;
    if (!get_user(wanted, time)) return -EFAULT;
    return valid(wanted) ? set_calendar(wanted) : -EINVAL;
}

/// The zone that the kernel might keep is nobody's concern: only its validity is looked at.
long sys_settimeofday(user_address time, user_address zone) {
    struct timezone unused;
    if (zone != 0 && !get_user(unused, zone)) return -EFAULT;
    if (time == 0) return self.credentials.euid == 0 ? 0 : -EPERM;
    timeval wanted;
    if (!get_user(wanted, time)) return -EFAULT;
    if (wanted.tv_sec < 0 || wanted.tv_usec < 0 || wanted.tv_usec >= 1'000'000) return -EINVAL;
    return set_calendar({wanted.tv_sec, wanted.tv_usec * 1000});
}

}  // namespace posix
