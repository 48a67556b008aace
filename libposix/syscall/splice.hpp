/// \file
/// The handler of splice.cpp; as calls.hpp.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

long sys_splice(int in, user_address in_offset, int out, user_address out_offset, uint64_t size,
                uint32_t flags);
long sys_vmsplice(int fd, user_address vector, uint64_t count, uint32_t flags);
long sys_tee(int in, int out, uint64_t size, uint32_t flags);

}  // namespace posix
