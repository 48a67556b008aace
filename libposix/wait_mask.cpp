#include <wait_mask.hpp>

#include <cerrno>

#include <clock.hpp>
#include <errno_of.hpp>
#include <poll.hpp>
#include <signals.hpp>

namespace posix {

long load_deadline(user_address timeout, uint64_t &deadline_ns) {
    deadline_ns = no_deadline;
    if (timeout == 0) return 0;
    time_value limit;
    if (!get_user(limit, timeout)) return -EFAULT;
    if (!valid(limit)) return -EINVAL;
    const uint64_t ns = to_ns(limit);
    deadline_ns = ns == 0 ? 0 : monotonic_ns() + ns;
    return 0;
}

long apply_wait_mask(user_address mask, uint64_t size) {
    signal_set wanted;
    if (size != sizeof wanted) return -EINVAL;
    if (!get_user(wanted, mask)) return -EFAULT;
    thread_block &block = this_thread();
    block.saved_mask = block.head.blocked;
    block.restore_mask = true;
    set_mask(block, wanted);
    // A signal that was pending behind the old mask ends the wait before it begins.
    if (signals_known_pending()) block.head.kernel.interrupt_pending = 1;
    return 0;
}

long end_wait_mask(long result) {
    thread_block &block = this_thread();
    if (block.restore_mask && result != restart_no_handler) {
        block.restore_mask = false;
        set_mask(block, block.saved_mask);
    }
    return result;
}

}  // namespace posix
