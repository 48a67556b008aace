/// \file
/// A process's memory as /proc/PID tells of it.
#pragma once

#include <cstdint>
#include <string>

#include <process.hpp>

namespace process_server {

/// /proc/PID/maps.
std::string maps_of(const process &p);
/// What /proc/PID/smaps says of one region of the application's; empty behind the last. Of a region
/// beyond 64 MiB the pages are counted so far.
std::string memory_of_region(const process &p, uint32_t number);

}  // namespace process_server
