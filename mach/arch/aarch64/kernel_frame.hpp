/// \file
/// Registers pushed when the kernel itself faults.
#pragma once

#include <cstdint>

#include <machine/layout.h>

namespace machine {

struct kernel_frame {
    uint64_t x[31];
    uint64_t pc;
    uint64_t pstate;
    uint64_t padding;
};
static_assert(sizeof(kernel_frame) == KERNEL_FRAME_SIZE);

/// Prints registers and a backtrace, then panics.
[[noreturn]] void die(const char *what, const kernel_frame &at, uint64_t sp, uint64_t esr,
                      uint64_t far);

}  // namespace machine
