/// \file
/// This architecture has the generic values of O_*.
#pragma once

#include <cstdint>

namespace posix::machine {

constexpr uint32_t to_generic(uint32_t flags) { return flags; }
constexpr uint32_t from_generic(uint32_t flags) { return flags; }

}  // namespace posix::machine
