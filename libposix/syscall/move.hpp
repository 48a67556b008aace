/// \file
/// From one open file to another, for sendfile and its kin (copy.cpp).
#pragma once

#include <cstdint>

#include <mach/port.h>
#include <user_copy.hpp>

namespace posix {

/// Up to io_inline_max bytes from `in` to `out`; offsets may be io_at_position. \return bytes
/// written, -errno or a restart code; what was read but not taken by a full `out` is put back where
/// the position can be moved.
long move_some(mach_port_t in, int64_t in_offset, mach_port_t out, int64_t out_offset,
               uint32_t size);
/// An optional offset argument: the value behind `address`, or io_at_position when it is null.
bool load_offset(user_address address, int64_t &offset);
/// Stores it, advanced by what was moved.
bool store_offset(user_address address, int64_t offset, long moved);

}  // namespace posix
