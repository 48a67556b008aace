#include <timers.hpp>

#include <cerrno>
#include <csignal>
#include <ctime>

#include <sys/time.h>

#include <clock.hpp>
#include <errno_of.hpp>
#include <lock.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <signal_set.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

struct interval_time {
    time_value interval, value;
};
struct interval_micro {
    timeval interval, value;
};

/// Linux's struct sigevent, its first part.
struct signal_event {
    uint64_t value;
    int32_t signal, notify, tid;
};
constexpr int32_t notify_signal = 0, notify_none = 1, notify_thread_id = 4;

constexpr int timer_max = 32;
struct posix_timer {
    bool used, realtime;
    signal_event event;
};
struct {
    lock mutex;
    posix_timer timers[timer_max];
} table;

protocol::signal_info timer_signal(int signal, int timer, uint64_t value) {
    return {.signal = signal,
            .code = timer < 0 ? SI_KERNEL : SI_TIMER,
            .pid = 0,
            .uid = 0,
            .status = 0,
            .error = 0,
            .value = value,
            .timer = timer,
            .overrun = 0};
}

timer_setting exchange_timer(const protocol::process_timer_request &request, long &error) {
    mach::rpc::exchange<protocol::process_timer> x;
    x.request() = request;
    const kern_return_t kr = x.call(self.server);
    error = errno_of(kr);
    return kr == KERN_SUCCESS ? timer_setting{x.reply().value, x.reply().interval}
                              : timer_setting{0, 0};
}

bool usable(int id) { return id >= 0 && id < timer_max && table.timers[id].used; }

protocol::process_timer_request request_for(int id) {
    const posix_timer &timer = table.timers[id];
    return {.timer = id,
            .absolute = 0,
            .realtime = timer.realtime,
            .set = 0,
            .value = 0,
            .interval = 0,
            .info = timer_signal(timer.event.notify == notify_none ? 0 : timer.event.signal, id,
                                 timer.event.value)};
}

constexpr timeval to_micro(uint64_t ns) {
    return {.tv_sec = static_cast<time_t>(ns / ns_per_second),
            .tv_usec = static_cast<suseconds_t>(ns % ns_per_second / 1000)};
}
constexpr bool valid_micro(const timeval &t) {
    return t.tv_sec >= 0 && t.tv_usec >= 0 && t.tv_usec < 1'000'000;
}
constexpr uint64_t from_micro(const timeval &t) { return to_ns({t.tv_sec, t.tv_usec * 1000}); }

timer_setting alarm_call(bool set, uint64_t value, uint64_t interval) {
    long error;
    return exchange_timer({.timer = protocol::process_timer_alarm,
                           .absolute = 0,
                           .realtime = 0,
                           .set = set,
                           .value = value,
                           .interval = interval,
                           .info = timer_signal(SIGALRM, -1, 0)},
                          error);
}

}  // namespace

timer_setting set_alarm(uint64_t value_ns, uint64_t interval_ns) {
    return alarm_call(true, value_ns, interval_ns);
}

void forget_timers() {
    for (int id = 0; id < timer_max; ++id)
        if (table.timers[id].used) (void)sys_timer_delete(id);
}

long sys_getitimer(uint32_t which, user_address value) {
    if (which > ITIMER_PROF) return -EINVAL;
    const timer_setting left = which == ITIMER_REAL ? alarm_call(false, 0, 0) : timer_setting{0, 0};
    return put_user(value, interval_micro{to_micro(left.interval_ns), to_micro(left.value_ns)})
               ? 0
               : -EFAULT;
}

long sys_setitimer(uint32_t which, user_address value, user_address old) {
    interval_micro wanted{};
    if (value != 0 && !get_user(wanted, value)) return -EFAULT;
    if (which > ITIMER_PROF || !valid_micro(wanted.interval) || !valid_micro(wanted.value))
        return -EINVAL;
    if (which != ITIMER_REAL) return -EINVAL;
    const timer_setting left = set_alarm(from_micro(wanted.value), from_micro(wanted.interval));
    return old == 0 || put_user(old,
                                interval_micro{to_micro(left.interval_ns), to_micro(left.value_ns)})
               ? 0
               : -EFAULT;
}

long sys_timer_create(int clock, user_address event, user_address id) {
    if (clock < 0 || read_clock(clock) < 0 || clock == CLOCK_PROCESS_CPUTIME_ID ||
        clock == CLOCK_THREAD_CPUTIME_ID)
        return -EINVAL;
    signal_event wanted{.value = 0, .signal = SIGALRM, .notify = notify_signal, .tid = 0};
    if (event != 0 && !get_user(wanted, event)) return -EFAULT;
    if (wanted.notify != notify_none && !valid_signal(wanted.signal)) return -EINVAL;
    if (wanted.notify != notify_signal && wanted.notify != notify_none &&
        wanted.notify != notify_thread_id)
        return -EINVAL;
    locked hold(table.mutex);
    for (int32_t slot = 0; slot < timer_max; ++slot) {
        if (table.timers[slot].used) continue;
        if (event == 0) wanted.value = static_cast<uint64_t>(slot);
        if (!put_user(id, slot)) return -EFAULT;
        table.timers[slot] = {.used = true, .realtime = clock == CLOCK_REALTIME, .event = wanted};
        return 0;
    }
    return -EAGAIN;
}

long sys_timer_settime(int id, uint32_t flags, user_address value, user_address old) {
    interval_time wanted;
    if (!usable(id)) return -EINVAL;
    if (!get_user(wanted, value)) return -EFAULT;
    if (!valid(wanted.interval) || !valid(wanted.value)) return -EINVAL;
    protocol::process_timer_request request = request_for(id);
    request.set = 1;
    request.absolute = (flags & TIMER_ABSTIME) != 0;
    request.value = to_ns(wanted.value);
    request.interval = to_ns(wanted.interval);
    long error;
    const timer_setting left = exchange_timer(request, error);
    if (error != 0) return error;
    return old == 0 ||
                   put_user(old, interval_time{from_ns(left.interval_ns), from_ns(left.value_ns)})
               ? 0
               : -EFAULT;
}

long sys_timer_gettime(int id, user_address value) {
    if (!usable(id)) return -EINVAL;
    long error;
    const timer_setting left = exchange_timer(request_for(id), error);
    return put_user(value, interval_time{from_ns(left.interval_ns), from_ns(left.value_ns)})
               ? 0
               : -EFAULT;
}

long sys_timer_getoverrun(int id) { return usable(id) ? 0 : -EINVAL; }

long sys_timer_delete(int id) {
    if (!usable(id)) return -EINVAL;
    protocol::process_timer_request stop = request_for(id);
    stop.set = 1;
    long error;
    (void)exchange_timer(stop, error);
    table.timers[id].used = false;
    return 0;
}

}  // namespace posix
