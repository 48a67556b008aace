/// \file
/// The time as System V's objects note it.
#pragma once

#include <lib/clock.hpp>

namespace process_server {

/// Since the epoch.
inline int64_t seconds_now() { return server::realtime_ns() / 1'000'000'000; }

}  // namespace process_server
