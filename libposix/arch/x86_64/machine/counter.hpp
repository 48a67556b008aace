/// \file
/// The counter of the time page.
#pragma once

#include <cstdint>

namespace posix::machine {

inline uint64_t read_counter() {
    uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (static_cast<uint64_t>(high) << 32) | low;
}

}  // namespace posix::machine
