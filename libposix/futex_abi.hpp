/// \file
/// Linux's futex operations.
#pragma once

#include <cstdint>

namespace posix {

enum futex_operation : uint32_t {
    futex_wait = 0,
    futex_wake = 1,
    futex_requeue = 3,
    futex_compare_requeue = 4,
    futex_lock_pi = 6,
    futex_unlock_pi = 7,
    futex_trylock_pi = 8,
    futex_wait_bitset = 9,
    futex_wake_bitset = 10,
    futex_lock_pi2 = 13,
};
inline constexpr uint32_t futex_private = 128, futex_clock_realtime = 256,
                          futex_operation_mask = ~(128u | 256u);

/// The word of a mutex that is robust or names its owner.
inline constexpr uint32_t futex_waiters = 0x80000000, futex_owner_died = 0x40000000,
                          futex_tid_mask = 0x3fffffff;

}  // namespace posix
