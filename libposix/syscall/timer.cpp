// timer_create and its kin. The table of ids is here, what runs is at the process server.
#include <timers.hpp>

#include <cerrno>
#include <csignal>
#include <ctime>

#include <clock.hpp>
#include <cpu_clock.hpp>
#include <lock.hpp>
#include <process.hpp>
#include <signal_set.hpp>
#include <syscall/calls.hpp>
#include <thread_block.hpp>
#include <threads.hpp>

namespace posix {

namespace {

using protocol::timer_clock;

struct interval_time {
    time_value interval, value;
};

/// Linux's struct sigevent, its first part.
struct signal_event {
    uint64_t value;
    int32_t signal, notify, tid;
};
constexpr int32_t notify_signal = 0, notify_none = 1, notify_thread = 2, notify_thread_id = 4;

constexpr int timer_max = 32;
struct posix_timer {
    bool used;
    timer_clock clock;
    int32_t thread;  ///< whose processor time it goes by
    int32_t overrun;
    signal_event event;
};
struct {
    lock mutex;
    posix_timer timers[timer_max];
} table;

bool usable(int id) { return id >= 0 && id < timer_max && table.timers[id].used; }

protocol::process_timer_request request_for(int id) {
    const posix_timer &timer = table.timers[id];
    protocol::process_timer_request request{};
    request.timer = id;
    request.clock = static_cast<uint32_t>(timer.clock);
    request.thread = timer.thread;
    request.to = timer.event.notify == notify_thread_id ? timer.event.tid : 0;
    request.info.signal = timer.event.notify == notify_none ? 0 : timer.event.signal;
    request.info.code = SI_TIMER;
    request.info.value = timer.event.value;
    request.info.timer = id;
    return request;
}

/// What a timer on this clock goes by. \return 0 or -errno.
long clock_of(int id, posix_timer &timer) {
    switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_TAI: timer.clock = timer_clock::calendar; return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME: timer.clock = timer_clock::monotonic; return 0;
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC_COARSE: return -EOPNOTSUPP;
    default: break;
    }
    if (id >= 0 && id != CLOCK_PROCESS_CPUTIME_ID && id != CLOCK_THREAD_CPUTIME_ID) return -EINVAL;
    cpu_clock_id clock;
    if (!decode_cpu_clock(id, clock) || read_cpu_clock(id) < 0) return -EINVAL;
    if (clock.thread) {
        timer.clock = timer_clock::thread;
        timer.thread = clock.owner != 0 ? clock.owner : this_thread().tid;
        return 0;
    }
    if (clock.owner != 0 && clock.owner != self.pid) return -EINVAL;
    timer.clock = clock.user_only ? timer_clock::user : timer_clock::process;
    return 0;
}

/// \return 0 or -EINVAL.
long check_event(const signal_event &event) {
    if (event.notify == notify_none) return 0;
    if (!valid_signal(event.signal)) return -EINVAL;
    if (event.notify == notify_thread_id) return has_thread(event.tid) ? 0 : -EINVAL;
    // SIGEV_THREAD means something to the C library only: Linux sends the signal.
    return event.notify == notify_signal || event.notify == notify_thread ? 0 : -EINVAL;
}

}  // namespace

void note_overrun(int timer, int32_t overrun) {
    if (usable(timer)) table.timers[timer].overrun = overrun;
}

void forget_timers() {
    for (int id = 0; id < timer_max; ++id)
        if (table.timers[id].used) (void)sys_timer_delete(id);
}

void inherit_no_timers() {
    table.mutex.reset();
    for (posix_timer &timer : table.timers) timer.used = false;
}

long sys_timer_create(int clock, user_address event, user_address id) {
    posix_timer timer{};
    if (const long error = clock_of(clock, timer); error != 0) return error;
    timer.event = {.value = 0, .signal = SIGALRM, .notify = notify_signal, .tid = 0};
    if (event != 0 && !get_user(timer.event, event)) return -EFAULT;
    if (const long error = check_event(timer.event); error != 0) return error;
    timer.used = true;
    locked hold(table.mutex);
    for (int32_t slot = 0; slot < timer_max; ++slot) {
        if (table.timers[slot].used) continue;
        if (event == 0) timer.event.value = static_cast<uint64_t>(slot);
        if (!put_user(id, slot)) return -EFAULT;
        table.timers[slot] = timer;
        return 0;
    }
    return -EAGAIN;
}

long sys_timer_settime(int id, uint32_t flags, user_address value, user_address old) {
    interval_time wanted;
    if (value == 0) return -EINVAL;
    if (!get_user(wanted, value)) return -EFAULT;
    if (!usable(id) || !valid(wanted.interval) || !valid(wanted.value)) return -EINVAL;
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

long sys_timer_getoverrun(int id) { return usable(id) ? table.timers[id].overrun : -EINVAL; }

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
