/// \file
/// Time for servers, read from the mapped time page without a trap.
#pragma once

#include <cstdint>

namespace server {

/// Nanoseconds since boot.
uint64_t monotonic_ns();
/// Nanoseconds since the epoch.
int64_t realtime_ns();

}  // namespace server
