// Debug builds: is every spinlock taken in the order of <kern/lock_order.hpp>?

#ifdef DEBUG

#include <array>

#include <kern/assert.hpp>
#include <kern/spinlock.hpp>

namespace {

/// What one processor holds, in the order of acquisition. A walk up a tree of memory objects holds
/// as many locks as the tree is deep; those beyond the capacity were only tried for, and are
/// counted.
struct held_locks {
    static constexpr unsigned capacity = 32;
    struct entry {
        const spinlock *lock;
        lock_rank rank;
    };
    std::array<entry, capacity> entries;
    unsigned count;
    unsigned untracked;  ///< held beyond the capacity
};
constinit std::array<held_locks, machine::max_cpus> held{};

/// Ranks of which two may be held at once, when their comments' order (by address, or parent first)
/// is kept. That order itself is not checked.
constexpr bool may_pair(lock_rank rank) {
    switch (rank) {
    case lock_rank::task:
    case lock_rank::vm_map:
    case lock_rank::vm_object:
    case lock_rank::ipc_space:
    case lock_rank::ipc_port:
    case lock_rank::gsync:
    case lock_rank::run_queue: return true;
    default: return false;
    }
}

}  // namespace

void lock_order_acquired(const spinlock &lock, lock_rank rank, bool tried) {
    held_locks &mine = held[machine::cpu_number()];
    for (unsigned i = 0; i < mine.count; ++i) {
        const auto &other = mine.entries[i];
        if (other.lock == &lock)
            panic("lock order: processor waits for its own lock of rank %u",
                  static_cast<unsigned>(rank));
        // Who only tries cannot be part of a circle of waiting.
        if (tried || other.rank < rank || (other.rank == rank && may_pair(rank))) continue;
        panic("lock order: rank %u taken while rank %u is held", static_cast<unsigned>(rank),
              static_cast<unsigned>(other.rank));
    }
    if (mine.count == held_locks::capacity) {
        ++mine.untracked;
        return;
    }
    mine.entries[mine.count++] = {&lock, rank};
}

void lock_order_released(const spinlock &lock) {
    held_locks &mine = held[machine::cpu_number()];
    for (unsigned i = mine.count; i-- != 0;)
        if (mine.entries[i].lock == &lock) {
            for (unsigned j = i + 1; j < mine.count; ++j) mine.entries[j - 1] = mine.entries[j];
            --mine.count;
            return;
        }
    if (mine.untracked == 0) panic("lock order: a lock is released that is not held");
    --mine.untracked;
}

void lock_order_check_none() {
    if (held[machine::cpu_number()].count != 0)
        panic("lock order: a lock of rank %u is held on the way to user mode",
              static_cast<unsigned>(held[machine::cpu_number()].entries[0].rank));
}

#endif
