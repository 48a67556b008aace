// alarm and setitimer.
#include <cerrno>
#include <csignal>

#include <sys/time.h>

#include <clock.hpp>
#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>
#include <timers.hpp>

namespace posix {

namespace {

struct interval_micro {
    timeval interval, value;
};

constexpr timeval to_micro(uint64_t ns) {
    return {.tv_sec = static_cast<time_t>(ns / ns_per_second),
            .tv_usec = static_cast<suseconds_t>(ns % ns_per_second / 1000)};
}
constexpr bool valid_micro(const timeval &t) {
    return t.tv_sec >= 0 && t.tv_usec >= 0 && t.tv_usec < 1'000'000;
}
constexpr uint64_t from_micro(const timeval &t) { return to_ns({t.tv_sec, t.tv_usec * 1000}); }

/// By ITIMER_REAL, ITIMER_VIRTUAL and ITIMER_PROF.
struct {
    int32_t timer;
    protocol::timer_clock clock;
    int32_t signal;
} constexpr kinds[] = {
    {protocol::process_timer_alarm, protocol::timer_clock::monotonic, SIGALRM},
    {protocol::process_timer_virtual, protocol::timer_clock::user, SIGVTALRM},
    {protocol::process_timer_profile, protocol::timer_clock::process, SIGPROF},
};

timer_setting exchange_interval(uint32_t which, bool set, uint64_t value, uint64_t interval) {
    protocol::process_timer_request request{};
    request.timer = kinds[which].timer;
    request.clock = static_cast<uint32_t>(kinds[which].clock);
    request.set = set;
    request.value = value;
    request.interval = interval;
    request.info.signal = kinds[which].signal;
    request.info.code = SI_KERNEL;
    request.info.timer = kinds[which].timer;
    long error;
    return exchange_timer(request, error);
}

bool put(user_address to, const timer_setting &left) {
    return put_user(to, interval_micro{to_micro(left.interval_ns), to_micro(left.value_ns)});
}

}  // namespace

timer_setting exchange_timer(const protocol::process_timer_request &request, long &error) {
    mach::rpc::exchange<protocol::process_timer> x;
    x.request() = request;
    const kern_return_t kr = x.call(self.server);
    error = errno_of(kr);
    return kr == KERN_SUCCESS ? timer_setting{x.reply().value, x.reply().interval}
                              : timer_setting{0, 0};
}

timer_setting set_alarm(uint64_t value_ns, uint64_t interval_ns) {
    return exchange_interval(ITIMER_REAL, true, value_ns, interval_ns);
}

long sys_getitimer(uint32_t which, user_address value) {
    if (which > ITIMER_PROF) return -EINVAL;
    return put(value, exchange_interval(which, false, 0, 0)) ? 0 : -EFAULT;
}

long sys_setitimer(uint32_t which, user_address value, user_address old) {
    interval_micro wanted{};
    if (value != 0 && !get_user(wanted, value)) return -EFAULT;
    if (which > ITIMER_PROF || !valid_micro(wanted.interval) || !valid_micro(wanted.value))
        return -EINVAL;
    const timer_setting left =
        exchange_interval(which, true, from_micro(wanted.value), from_micro(wanted.interval));
    return old == 0 || put(old, left) ? 0 : -EFAULT;
}

}  // namespace posix
