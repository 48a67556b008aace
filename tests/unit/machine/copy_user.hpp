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
    const copy_status status = copy_from_user(to, from, sizeof to);
    to[2] >>= 32;
    return status;
}
[[nodiscard]] inline copy_status store_words(uint64_t to, uint64_t size,
                                             const uint64_t (&from)[4]) {
    const copy_status header = copy_to_user(to, from, 3 * sizeof *from);
    return header == copy_status::done ? copy_to_user(to + size, from + 3, sizeof *from) : header;
}
/// One of the two is the test's, which copy_to_user would refuse if it had to.
[[nodiscard]] inline copy_status copy_words(uint64_t to, uint64_t from, uint64_t size) {
    std::byte words[4096];
    const copy_status read = copy_from_user(words, from, size);
    return read == copy_status::done ? copy_to_user(to, words, size) : read;
}

}  // namespace machine
