/// \file
/// Windows onto physical memory that the kernel does not use itself: registers, firmware tables.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace server {

/// Maps [physical, physical + size), for good. \return where its first byte is seen, or null.
volatile uint8_t *map_physical(mach_port_t device_master, uint64_t physical, uint64_t size);

}  // namespace server
