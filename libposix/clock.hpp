/// \file
/// Time from the mapped time page, without a trap.
#pragma once

#include <cstdint>

namespace posix {

inline constexpr uint64_t ns_per_second = 1'000'000'000;

/// Nanoseconds since boot.
uint64_t monotonic_ns();
/// A length of time from ticks of the counter.
uint64_t ticks_to_ns(uint64_t ticks);
/// Nanoseconds since the epoch.
int64_t realtime_ns();
/// What a CLOCK_* reads in nanoseconds, or -EINVAL's negative for an id that is not supported.
/// CPU-time clocks ask the kernel.
int64_t read_clock(int id);

/// Linux's struct timespec.
struct time_value {
    int64_t seconds, nanoseconds;
};
constexpr bool valid(const time_value &t) {
    return t.seconds >= 0 && t.nanoseconds >= 0 &&
           t.nanoseconds < static_cast<int64_t>(ns_per_second);
}
/// In nanoseconds; the far future saturates.
constexpr uint64_t to_ns(const time_value &t) {
    constexpr int64_t limit = 9'000'000'000;
    return static_cast<uint64_t>(t.seconds > limit ? limit : t.seconds) * ns_per_second +
           static_cast<uint64_t>(t.nanoseconds);
}
constexpr time_value from_ns(uint64_t ns) {
    return {static_cast<int64_t>(ns / ns_per_second), static_cast<int64_t>(ns % ns_per_second)};
}

}  // namespace posix
