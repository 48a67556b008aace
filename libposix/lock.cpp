#include <lock.hpp>

#include <mach/mach.h>

namespace posix {

void lock::wait() {
    while (word_.exchange(2, std::memory_order_acquire) != 0)
        (void)gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&word_), 2, 0, 0, 0);
}

void lock::wake() {
    (void)gsync_wake_trap(mach_task_self(), reinterpret_cast<uint64_t>(&word_), 0, 0);
}

}  // namespace posix
