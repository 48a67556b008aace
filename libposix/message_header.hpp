/// \file
/// struct msghdr of the application, and the vector of buffers in it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <user_copy.hpp>

namespace posix {

inline constexpr uint64_t vector_max = 1024;

struct message_header {
    user_address name;
    uint32_t name_size;
    uint32_t padding;
    user_address vector;
    uint64_t vector_count;
    user_address control;
    uint64_t control_size;
    uint32_t flags;
    uint32_t padding2;
};

/// The sum of the buffers' sizes, or -EFAULT, -EINVAL, -EMSGSIZE.
long vector_size(user_address vector, uint64_t count);
/// Copies the buffers, one after another, to one place with room for `size` bytes: another thread
/// may have changed theirs since they were added up. \return whether they could be read.
bool gather_vector(char *to, std::size_t size, user_address vector, uint64_t count);
/// Copies `size` bytes into the buffers, one after another.
bool scatter_vector(user_address vector, uint64_t count, const char *from, std::size_t size);

}  // namespace posix
