/// \file
/// Returning twice: what fork's child needs to go on where its parent was.
#pragma once

#include <cstdint>

namespace posix {

/// Registers that a function must preserve, the application's vector state; arch/*/entry.S knows
/// the layout.
struct alignas(16) checkpoint {
    unsigned char bytes[640];
};

}  // namespace posix

extern "C" {
/// Fills `here`. \return 0; and again in the child's thread, whose stack pointer was made to point
/// at its copy of `here`, there with the child's pid.
long posix_checkpoint(posix::checkpoint *here) __attribute__((returns_twice));
}
