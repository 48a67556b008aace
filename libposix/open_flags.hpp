/// \file
/// O_* as servers know them (asm-generic) and as this architecture has them.
#pragma once

#include <cstdint>

#include <machine/open_flags.hpp>

namespace posix {

inline constexpr uint32_t open_close_on_exec = 02000000, open_path = 010000000,
                          open_nonblock = 04000, open_append = 02000, open_create = 0100,
                          open_access_mask = 3, open_temporary = 020000000,
                          open_no_follow = 0400000;

/// The application's flags in the servers' values, and back.
constexpr uint32_t to_generic(uint32_t flags) { return machine::to_generic(flags); }
constexpr uint32_t from_generic(uint32_t flags) { return machine::from_generic(flags); }

}  // namespace posix
