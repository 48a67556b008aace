/// \file
/// Time for servers, read from the mapped time page without a trap.
#pragma once

#include <cstdint>

namespace server {

/// Nanoseconds since boot.
uint64_t monotonic_ns();
/// A length of time from ticks of the counter (lib/counter.hpp).
uint64_t ticks_to_ns(uint64_t ticks);
/// Nanoseconds since the epoch.
int64_t realtime_ns();

}  // namespace server
