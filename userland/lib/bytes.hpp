#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

/// Sixteen bytes that are searched at once; the compiler makes of them what the processor has.
using byte_vector [[gnu::vector_size(16)]] = unsigned char;

/// A bit for each byte of a comparison's result, the first byte's lowest.
template <typename Comparison>
inline uint16_t byte_mask(Comparison comparison) {
    typedef bool bits __attribute__((ext_vector_type(16)));
    return __builtin_bit_cast(uint16_t, __builtin_convertvector(comparison, bits));
}

inline byte_vector load_bytes(const char *at) {
    byte_vector value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// The first `byte` in [at, end), or `end`.
[[nodiscard]] const char *find_byte(const char *at, const char *end, char byte);

/// The number of times that `byte` is in `text`.
[[nodiscard]] size_t count_byte(std::string_view text, char byte);

/// Eight bytes as a number that orders as they do; zeros where the text is shorter.
inline uint64_t ordered_prefix(const char *at, size_t size) {
    uint64_t value = 0;
    if (size >= sizeof value)
        std::memcpy(&value, at, sizeof value);
    else
        std::memcpy(&value, at, size);
    return __builtin_bswap64(value);
}

/// Orders texts by unsigned bytes, the shorter first where one begins with the other. Negative,
/// zero or positive.
[[nodiscard]] inline int compare_bytes(std::string_view a, std::string_view b) {
    const size_t common = a.size() < b.size() ? a.size() : b.size();
    for (size_t at = 0; at < common; at += 8) {
        const uint64_t first = ordered_prefix(a.data() + at, common - at);
        const uint64_t second = ordered_prefix(b.data() + at, common - at);
        if (first != second) return first < second ? -1 : 1;
    }
    return a.size() < b.size() ? -1 : a.size() > b.size();
}
