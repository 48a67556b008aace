/// \file
/// What each ioctl's argument is, so that it can travel in a message: a value, or so many bytes in
/// or out.
#pragma once

#include <cstdint>

namespace posix {

enum class argument_use : uint8_t { none, value, in, out, in_out };

struct ioctl_shape {
    argument_use use;
    uint16_t size;  ///< bytes, at most protocol::io_control_max
};

/// Old requests by a table, others by the direction and size that their number encodes
/// (asm-generic/ioctl.h).
ioctl_shape shape_of(uint32_t request);

}  // namespace posix
