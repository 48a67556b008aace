/// \file
/// I/O ports on behalf of user-space drivers.
#pragma once

#include <cstdint>

#include <kern/result.hpp>

namespace machine {

/// \param width 1, 2 or 4 bytes, else KERN_INVALID_ARGUMENT.
[[nodiscard]] result<uint32_t> io_port_read(uint16_t port, unsigned width);
[[nodiscard]] result<> io_port_write(uint16_t port, unsigned width, uint32_t value);

}  // namespace machine
