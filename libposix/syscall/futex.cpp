#include <algorithm>
#include <cerrno>

#include <call.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <futex_abi.hpp>
#include <futex_pi.hpp>
#include <mach/mach_traps.h>
#include <poll.hpp>
#include <restart.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

int gsync_flags(uint32_t operation) { return (operation & futex_private) != 0 ? 0 : GSYNC_SHARED; }

/// When a wait ends: by the monotonic clock, or by the calendar, which may be set meanwhile.
struct futex_deadline {
    uint64_t ns = no_deadline;
    bool calendar = false;
    uint64_t left() const {
        const uint64_t now = calendar ? static_cast<uint64_t>(realtime_ns()) : monotonic_ns();
        return ns > now ? ns - now : 0;
    }
};

/// A futex time-out: relative for futex_wait, else absolute by one of two clocks.
long load_futex_deadline(uint32_t operation, user_address timeout, futex_deadline &deadline) {
    if (timeout == 0) return 0;
    time_value value;
    if (!get_user(value, timeout)) return -EFAULT;
    if (!valid(value)) return -EINVAL;
    const uint64_t ns = to_ns(value);
    if ((operation & futex_operation_mask) == futex_wait) {
        deadline.ns = monotonic_ns() + ns;
    } else {
        deadline = {.ns = ns, .calendar = (operation & futex_clock_realtime) != 0};
    }
    return 0;
}

/// \param relative the time-out was: after a stop and continue the call goes on to the same
/// deadline.
long wait(user_address word, uint32_t value, const futex_deadline &deadline, int flags,
          bool relative) {
    for (;;) {
        uint64_t left = 0;
        // A deadline that has passed still compares the word first.
        const bool timed = deadline.ns != no_deadline;
        if (timed) left = std::max<uint64_t>(deadline.left(), 1);
        // An interruption whose end of a wait was an earlier wait's: the word is compared, no more.
        const bool interrupted = this_thread().head.kernel.interrupt_pending != 0;
        if (interrupted) left = 1;
        kern_return_t kr = gsync_wait_trap(mach_task_self(), word, value, 0, left,
                                           flags | (timed || interrupted ? GSYNC_TIMED : 0));
        if (interrupted && kr == KERN_OPERATION_TIMED_OUT) kr = KERN_ABORTED;
        switch (kr) {
        case KERN_SUCCESS: return 0;
        case KERN_INVALID_ARGUMENT: return -EAGAIN;
        case KERN_OPERATION_TIMED_OUT:
            if (deadline.calendar && deadline.left() != 0) continue;
            return -ETIMEDOUT;
        case KERN_ABORTED:
            if (!signal_arrived()) continue;
            if (deadline.ns == no_deadline) return restart_always;
            if (!relative) return restart_always;
            this_thread().restart = {.kind = restart_kind::futex,
                                     .deadline_ns = deadline.ns,
                                     .argument = {word, value, static_cast<uint64_t>(flags)}};
            return restart_record_set;
        default: return -EFAULT;
        }
    }
}

/// Does one thing to a waiter, `most` times or until nobody waits. \return how often
template <class Once>
long each_waiter(uint32_t most, Once once) {
    // Who waits again as soon as he is woken does not keep this from ending.
    constexpr uint32_t bound = 1u << 17;
    long done = 0;
    while (done < static_cast<long>(std::min(most, bound))) {
        const kern_return_t kr = once();
        if (kr == KERN_INVALID_ADDRESS && done == 0) return -EFAULT;
        if (kr != KERN_SUCCESS) break;
        ++done;
    }
    return done;
}

long wake(user_address word, uint32_t count, int flags) {
    return each_waiter(count, [&] { return gsync_wake_trap(mach_task_self(), word, 0, flags); });
}

/// Wakes `count` and moves `limit` of the others to `second`. \return how many these are together
long requeue(user_address word, uint32_t count, user_address second, uint64_t limit, int flags) {
    constexpr uint32_t most = 0x7fffffff;
    if ((second & 3) != 0 || !user_range(second, 4)) return -EINVAL;
    if (count > most || static_cast<uint32_t>(limit) > most) return -EINVAL;
    const long woken = wake(word, count, flags);
    if (woken < static_cast<long>(count)) return woken;
    const long moved = each_waiter(static_cast<uint32_t>(limit), [&] {
        return gsync_requeue_trap(mach_task_self(), word, second, 0, false, flags);
    });
    return woken != 0 && moved < 0 ? woken : woken + moved;
}

}  // namespace

long sys_futex(user_address word, uint32_t operation, uint32_t value, uint64_t timeout,
               user_address second, uint32_t third) {
    if ((word & 3) != 0) return -EINVAL;
    if (!user_range(word, 4)) return -EFAULT;
    const int flags = gsync_flags(operation);
    switch (operation & futex_operation_mask) {
    case futex_wait:
    case futex_wait_bitset: {
        const bool bits = (operation & futex_operation_mask) == futex_wait_bitset;
        if (bits && third == 0) return -EINVAL;
        futex_deadline deadline;
        if (const long error = load_futex_deadline(operation, timeout, deadline); error != 0)
            return error;
        return wait(word, value, deadline, flags, !bits);
    }
    case futex_wake_bitset:
        if (third == 0) return -EINVAL;
        [[fallthrough]];
    case futex_wake: return wake(word, value, flags);
    case futex_compare_requeue: {
        uint32_t now;
        if (!get_user(now, word)) return -EFAULT;
        if (now != third) return -EAGAIN;
        return requeue(word, value, second, timeout, flags);
    }
    case futex_requeue: return requeue(word, value, second, timeout, flags);
    case futex_lock_pi:
    case futex_lock_pi2: {
        // The older operation goes by the calendar, without a flag that says so.
        if ((operation & futex_operation_mask) == futex_lock_pi) operation |= futex_clock_realtime;
        futex_deadline deadline;
        if (const long error = load_futex_deadline(operation, timeout, deadline); error != 0)
            return error;
        return lock_pi(word, flags, deadline.ns, deadline.calendar);
    }
    case futex_trylock_pi: return try_lock_pi(word);
    case futex_unlock_pi: return unlock_pi(word, flags);
    default: return -ENOSYS;
    }
}

/// What restart_syscall does for a relative wait.
long restart_futex(const restart_record &record) {
    return wait(record.argument[0], static_cast<uint32_t>(record.argument[1]),
                {.ns = record.deadline_ns, .calendar = false}, static_cast<int>(record.argument[2]),
                true);
}

}  // namespace posix
