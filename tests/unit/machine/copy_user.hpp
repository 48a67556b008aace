/// \file
/// User memory is the test's own; a test's world says which of it cannot be touched.
#pragma once

#include <cstddef>
#include <cstdint>

namespace machine {

enum class copy_status : int { done = 0, fault = 1 };

[[nodiscard]] copy_status copy_from_user(void *to, uint64_t from, std::size_t size);
[[nodiscard]] copy_status copy_to_user(uint64_t to, const void *from, std::size_t size);

}  // namespace machine
