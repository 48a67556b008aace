/// \file
/// The vector registers that a program begins with.
#pragma once

#include <machine/vector_state.hpp>

namespace posix::machine {

inline constexpr vector_state fresh_vector{};
inline void load_fresh_vector() { posix_load_vector(&fresh_vector); }

}  // namespace posix::machine
