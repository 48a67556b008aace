#include "lib/bytes.hpp"

const char *find_byte(const char *at, const char *end, char byte) {
    const auto wanted = static_cast<unsigned char>(byte);
    for (; end - at >= 64; at += 64) {
        const auto first = load_bytes(at) == wanted, second = load_bytes(at + 16) == wanted;
        const auto third = load_bytes(at + 32) == wanted, fourth = load_bytes(at + 48) == wanted;
        if (!byte_mask((first | second) | (third | fourth))) continue;
        if (const unsigned mask = byte_mask(first)) return at + __builtin_ctz(mask);
        if (const unsigned mask = byte_mask(second)) return at + 16 + __builtin_ctz(mask);
        if (const unsigned mask = byte_mask(third)) return at + 32 + __builtin_ctz(mask);
        return at + 48 + __builtin_ctz(byte_mask(fourth));
    }
    for (; end - at >= 16; at += 16)
        if (const unsigned mask = byte_mask(load_bytes(at) == wanted))
            return at + __builtin_ctz(mask);
    while (at < end && *at != byte) ++at;
    return at;
}

size_t count_byte(std::string_view text, char byte) {
    const char *at = text.data(), *const end = at + text.size();
    const auto wanted = static_cast<unsigned char>(byte);
    size_t count = 0;
    for (; end - at >= 16; at += 16)
        count += static_cast<size_t>(__builtin_popcount(byte_mask(load_bytes(at) == wanted)));
    for (; at < end; ++at) count += *at == byte;
    return count;
}
