#include <futex_pi.hpp>

#include <cerrno>

#include <call.hpp>
#include <clock.hpp>
#include <futex_abi.hpp>
#include <mach/mach_traps.h>
#include <poll.hpp>
#include <restart.hpp>
#include <signals.hpp>
#include <threads.hpp>

namespace posix {

namespace {

enum class outcome : uint8_t { changed, done, fault };

outcome exchange(user_address word, uint32_t expected, uint32_t desired) {
    uint32_t found;
    if (posix_exchange(reinterpret_cast<uint32_t *>(word), expected, desired, &found) != 0)
        return outcome::fault;
    return found == expected ? outcome::done : outcome::changed;
}

/// Takes a free word. \param bits set with the owner. \return 0; -EAGAIN: it has an owner, and
/// `value` is what was seen; -EDEADLK, -EFAULT.
long acquire(user_address word, uint32_t bits, uint32_t &value) {
    const auto own = static_cast<uint32_t>(this_thread().tid);
    for (;;) {
        if (!get_user(value, word)) return -EFAULT;
        if ((value & futex_tid_mask) == own) return -EDEADLK;
        if ((value & futex_tid_mask) != 0) return -EAGAIN;
        const outcome taken = exchange(word, value, value | own | bits);
        if (taken == outcome::done) return 0;
        if (taken == outcome::fault) return -EFAULT;
    }
}

/// Time left, at least 1; 0: none.
uint64_t left_until(uint64_t deadline_ns, bool calendar) {
    const uint64_t now = calendar ? static_cast<uint64_t>(realtime_ns()) : monotonic_ns();
    return deadline_ns > now ? deadline_ns - now : 0;
}

}  // namespace

long lock_pi(user_address word, int flags, uint64_t deadline_ns, bool calendar) {
    // Whoever has waited cannot know who else does: its unlock is to come here.
    for (uint32_t bits = 0;; bits = futex_waiters) {
        uint32_t value;
        if (const long error = acquire(word, bits, value); error != -EAGAIN) return error;
        if ((flags & GSYNC_SHARED) == 0 && !has_thread(static_cast<int>(value & futex_tid_mask))) {
            uint32_t now;
            if (!get_user(now, word)) return -EFAULT;
            if (now == value) return -ESRCH;
            continue;  // the owner has given it up before it ended
        }
        if ((value & futex_waiters) == 0) {
            const outcome marked = exchange(word, value, value | futex_waiters);
            if (marked == outcome::fault) return -EFAULT;
            if (marked == outcome::changed) continue;
        }
        if (signal_arrived()) return restart_whatever;
        uint64_t left = 0;
        if (deadline_ns != no_deadline) {
            left = left_until(deadline_ns, calendar);
            if (left == 0) return -ETIMEDOUT;
        }
        const kern_return_t kr = gsync_wait_trap(mach_task_self(), word, value | futex_waiters, 0,
                                                 left, flags | (left != 0 ? GSYNC_TIMED : 0));
        if (kr == KERN_INVALID_ADDRESS) return -EFAULT;
    }
}

long try_lock_pi(user_address word) {
    uint32_t value;
    return acquire(word, 0, value);
}

long unlock_pi(user_address word, int flags) {
    for (;;) {
        uint32_t value;
        if (!get_user(value, word)) return -EFAULT;
        if ((value & futex_tid_mask) != static_cast<uint32_t>(this_thread().tid)) return -EPERM;
        // Those that go on waiting depend on the one that is woken, which sets the bit again
        // whether it takes the word or waits on.
        const outcome given = exchange(word, value, 0);
        if (given == outcome::fault) return -EFAULT;
        if (given == outcome::changed) continue;
        (void)gsync_wake_trap(mach_task_self(), word, 0, flags);
        return 0;
    }
}

}  // namespace posix
