/// \file
/// The counter of the time page.
#pragma once

#include <cstdint>

namespace posix::machine {

inline uint64_t read_counter() {
    uint64_t value;
    asm volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value));
    return value;
}

}  // namespace posix::machine
