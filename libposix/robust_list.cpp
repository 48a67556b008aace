#include <robust_list.hpp>

#include <futex_abi.hpp>
#include <mach/mach_traps.h>
#include <threads.hpp>
#include <user_copy.hpp>

namespace posix {

namespace {

constexpr int entries_max = 2048;

/// Linux's struct robust_list_head.
struct list_head {
    uint64_t next;
    int64_t futex_offset;
    uint64_t pending;
};

void release(user_address word, int tid) {
    if ((word & 3) != 0 || !user_range(word, 4)) return;
    uint32_t value;
    if (!get_user(value, word)) return;
    while ((value & futex_tid_mask) == static_cast<uint32_t>(tid)) {
        uint32_t found;
        if (posix_exchange(reinterpret_cast<uint32_t *>(word), value,
                           (value & futex_waiters) | futex_owner_died, &found) != 0)
            return;
        if (found == value) {
            if ((value & futex_waiters) != 0)
                (void)gsync_wake_trap(mach_task_self(), word, 0, GSYNC_SHARED);
            return;
        }
        value = found;
    }
}

}  // namespace

void release_robust_list(const thread_block &block) {
    list_head head;
    if (block.robust_list == 0 || !get_user(head, block.robust_list)) return;
    uint64_t entry = head.next;
    for (int i = 0; i < entries_max && (entry & ~uint64_t{1}) != block.robust_list; ++i) {
        const uint64_t at = entry & ~uint64_t{1};
        uint64_t next;
        if (!get_user(next, at)) break;
        if (at != (head.pending & ~uint64_t{1}))
            release(at + static_cast<uint64_t>(head.futex_offset), block.tid);
        entry = next;
    }
    if (head.pending != 0)
        release((head.pending & ~uint64_t{1}) + static_cast<uint64_t>(head.futex_offset),
                block.tid);
}

void release_futexes(thread_block &block) {
    release_robust_list(block);
    block.robust_list = 0;
    if (block.clear_tid == 0) return;
    if (put_user(block.clear_tid, uint32_t{0})) {
        // Private and shared waiters look at different keys.
        (void)gsync_wake_trap(mach_task_self(), block.clear_tid, 0, GSYNC_SHARED);
        (void)gsync_wake_trap(mach_task_self(), block.clear_tid, 0, 0);
    }
    block.clear_tid = 0;
}

}  // namespace posix
