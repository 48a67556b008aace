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
    futex_wait_bitset = 9,
    futex_wake_bitset = 10,
};
inline constexpr uint32_t futex_private = 128, futex_clock_realtime = 256,
                          futex_operation_mask = ~(128u | 256u);

}  // namespace posix
