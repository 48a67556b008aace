/// \file
/// Access to the application's memory, which may be unmapped or protected: the only place where the
/// library touches an address that the application gave. Errors are EFAULT. Addresses in the
/// library's own area are refused, so that no call can be talked into changing the library.
/// An aligned word of four or eight bytes is read and written at once, while other threads use it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <protocol/posix_image.hpp>

extern "C" {
long posix_copy(void *to, const void *from, std::size_t size);
long posix_copy_string(char *to, const char *from, std::size_t limit);
long posix_zero(void *to, std::size_t size);
long posix_exchange(uint32_t *word, uint32_t expected, uint32_t desired, uint32_t *found);
}

namespace posix {

/// An address in the application, as a system call's argument.
using user_address = uint64_t;

/// May the application's range be touched at all?
constexpr bool user_range(user_address address, uint64_t size) {
    return size <= protocol::posix_area_begin && address <= protocol::posix_area_begin - size;
}

[[nodiscard]] inline bool copy_from_user(void *to, user_address from, std::size_t size) {
    return user_range(from, size) &&
           posix_copy(to, reinterpret_cast<const void *>(from), size) == 0;
}
[[nodiscard]] inline bool copy_to_user(user_address to, const void *from, std::size_t size) {
    return user_range(to, size) && posix_copy(reinterpret_cast<void *>(to), from, size) == 0;
}
[[nodiscard]] inline bool zero_user(user_address to, std::size_t size) {
    return user_range(to, size) && posix_zero(reinterpret_cast<void *>(to), size) == 0;
}
/// Copies a string and its zero into `to`. \return its length, `limit` if it has more than limit -
/// 1 characters, or negative.
[[nodiscard]] inline long copy_string_from_user(char *to, user_address from, std::size_t limit) {
    if (!user_range(from, 1)) return -1;
    if (!user_range(from, limit)) limit = protocol::posix_area_begin - from;
    return posix_copy_string(to, reinterpret_cast<const char *>(from), limit);
}
/// May the byte at this address be written? Nothing there is changed, whoever else writes to it.
[[nodiscard]] inline bool writable_user(user_address address) {
    if (!user_range(address, 1)) return false;
    auto *word = reinterpret_cast<uint32_t *>(address & ~user_address{3});
    uint32_t found = 0;
    // A comparison that fails need not write.
    return posix_exchange(word, 0, 0, &found) == 0 &&
           (found == 0 || posix_exchange(word, found, found, &found) == 0);
}
template <class T>
[[nodiscard]] bool get_user(T &value, user_address from) {
    return copy_from_user(&value, from, sizeof value);
}
template <class T>
[[nodiscard]] bool put_user(user_address to, const T &value) {
    return copy_to_user(to, &value, sizeof value);
}

}  // namespace posix
