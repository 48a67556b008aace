/// \file
/// Device numbers as stat shows them (Linux's makedev).
#pragma once

#include <cstdint>

constexpr uint64_t device_number(uint32_t major, uint32_t minor) {
    return uint64_t{minor & 0xffu} | uint64_t{major & 0xfffu} << 8 |
           uint64_t{minor & 0xffffff00u} << 12;
}
