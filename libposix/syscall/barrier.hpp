/// \file
/// The handler of barrier.cpp; as calls.hpp.
#pragma once

#include <cstdint>

namespace posix {

long sys_membarrier(int32_t command, uint32_t flags, int32_t processor);
/// A new program has registered for nothing.
void forget_barriers();

}  // namespace posix
