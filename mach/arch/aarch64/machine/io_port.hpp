/// \file
/// There are no I/O ports on ARM64.
#pragma once

#include <cstdint>

#include <kern/result.hpp>

namespace machine {

[[nodiscard]] inline result<uint32_t> io_port_read(uint16_t, unsigned) {
    return error(KERN_NOT_SUPPORTED);
}
[[nodiscard]] inline result<> io_port_write(uint16_t, unsigned, uint32_t) {
    return error(KERN_NOT_SUPPORTED);
}

}  // namespace machine
