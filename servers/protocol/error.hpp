/// \file
/// POSIX errors in a reply's kern_return_t: Mach's unix_err encoding (mach/error.h: err_kern,
/// subsystem 3, code).
#pragma once

#include <mach/kern_return.h>

namespace protocol {

inline constexpr kern_return_t unix_error_base = 3 << 14;

/// \param number an errno value of the Linux ABI, the same on every architecture.
constexpr kern_return_t unix_error(int number) { return unix_error_base | number; }
constexpr bool is_unix_error(kern_return_t result) { return (result & ~0x3fff) == unix_error_base; }
constexpr int unix_error_number(kern_return_t result) { return result & 0x3fff; }

}  // namespace protocol
