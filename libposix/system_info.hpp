/// \file
/// Facts about the machine, from the kernel.
#pragma once

#include <cstdint>

namespace posix {

/// Running processors, at least 1.
unsigned processor_count();
/// 64 random bits from the kernel.
uint64_t random_bits();

}  // namespace posix
