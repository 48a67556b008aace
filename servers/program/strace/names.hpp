/// \file
/// Linux's numbers by name, from the C library's headers of the architecture.
#pragma once

#include <cstdint>

namespace strace {

/// \return null for a number without a name.
const char *call_name(uint64_t number);
/// "ENOENT"
const char *error_name(int number);
/// "SIGINT"
const char *signal_name(int number);

}  // namespace strace
