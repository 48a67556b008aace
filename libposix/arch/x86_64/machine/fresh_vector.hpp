/// \file
/// The vector registers that a program begins with.
#pragma once

#include <machine/vector_state.hpp>

namespace posix::machine {

/// All zero, the control words at their defaults (x87 0x37f, MXCSR 0x1f80).
struct alignas(16) fresh_vector_image {
    uint16_t x87_control = 0x37f;
    uint8_t before_mxcsr[22] = {};
    uint32_t mxcsr = 0x1f80;
    uint8_t rest[484] = {};
};
static_assert(sizeof(fresh_vector_image) == vector_state_size);
inline constexpr fresh_vector_image fresh_vector;

inline void load_fresh_vector() { posix_load_vector(&fresh_vector); }

}  // namespace posix::machine
