/// \file
/// The handler of personality.cpp; as calls.hpp.
#pragma once

#include <cstdint>

namespace posix {

long sys_personality(uint32_t wanted);

}  // namespace posix
