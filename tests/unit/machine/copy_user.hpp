/// \file
/// User memory is the test's own; a test's world says which of it cannot be touched.
#pragma once

#include <cstddef>
#include <cstdint>

namespace machine {

enum class copy_status : int { done = 0, fault = 1 };

[[nodiscard]] copy_status copy_from_user(void *to, uint64_t from, std::size_t size);
[[nodiscard]] copy_status copy_to_user(uint64_t to, const void *from, std::size_t size);

[[nodiscard]] inline copy_status load_words(uint64_t (&to)[3], uint64_t from) {
    return copy_from_user(to, from, sizeof to);
}
[[nodiscard]] inline copy_status store_words(uint64_t to, const uint64_t (&from)[4]) {
    return copy_to_user(to, from, sizeof from);
}

}  // namespace machine
