/// \file
/// A process's memory as /proc/PID/maps and smaps tell of it.
#pragma once

#include <cstdint>

#include <protocol/process_service.hpp>
#include <process.hpp>

namespace process_server {

/// The application's first region that ends above `from`. \return whether there is one.
bool next_region(const process &p, uint64_t from, protocol::memory_region &found);
/// Looks at up to `samples` pages of the region, evenly spread over it.
void count_pages(const process &p, protocol::memory_region &region, uint32_t samples);

}  // namespace process_server
