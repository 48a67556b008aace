// Waiting for signals.
#include <cerrno>

#include <errno_of.hpp>
#include <poll.hpp>
#include <signal_info.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <wait_mask.hpp>

namespace posix {

long sys_rt_sigsuspend(user_address set, uint64_t size) {
    if (const long error = apply_wait_mask(set, size); error != 0) return error;
    // Returns only when a handler is to run: signals that are ignored or stop the process do not
    // end the wait.
    do {
        (void)wait_for_signal(no_deadline);
    } while (!take_signals());
    return restart_no_handler;
}

long sys_rt_sigtimedwait(user_address set, user_address info, user_address timeout, uint64_t size) {
    signal_set wanted;
    if (size != sizeof wanted) return -EINVAL;
    if (!get_user(wanted, set)) return -EFAULT;
    wanted &= ~never_blocked;
    uint64_t deadline;
    if (const long error = load_deadline(timeout, deadline); error != 0) return error;

    thread_block &block = this_thread();
    block.waited_for = wanted;
    long result;
    for (;;) {
        // Cleared before asking: what comes after the answer sets it again.
        block.head.kernel.interrupt_pending = 0;
        protocol::signal_info found;
        if (take_one(wanted, found)) {
            const linux_signal_info out = to_linux(found);
            result = info == 0 || put_user(info, out) ? found.signal : -EFAULT;
            break;
        }
        if (signals_known_pending() && take_signals()) {
            result = -EINTR;
            break;
        }
        if (deadline == 0 || !wait_for_signal(deadline)) {
            result = -EAGAIN;
            break;
        }
    }
    block.waited_for = 0;
    return result;
}

}  // namespace posix
