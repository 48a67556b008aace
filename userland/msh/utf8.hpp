// UTF-8 as the shell counts characters: a byte that is not part of a right sequence is one
// character.
#pragma once

#include <stddef.h>

#include <string_view>

namespace msh {

// Bytes of the character at `p`, at least 1; `p` is before `end`.
inline size_t character_size(const char *p, const char *end) {
    const unsigned char c = static_cast<unsigned char>(*p);
    if (c < 0xc2 || c > 0xf4) return 1;
    const size_t size = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (static_cast<size_t>(end - p) < size) return 1;
    for (size_t i = 1; i < size; i++)
        if ((p[i] & 0xc0) != 0x80) return 1;
    return size;
}

inline unsigned long code_point(const char *p, size_t size) {
    const auto byte = [p](size_t i) { return static_cast<unsigned char>(p[i]); };
    if (size == 1) return byte(0);
    unsigned long c = byte(0) & (0xff >> (size + 1));
    for (size_t i = 1; i < size; i++) c = c << 6 | (byte(i) & 0x3f);
    return c;
}

inline size_t character_count(std::string_view text) {
    size_t count = 0;
    for (const char *p = text.data(), *end = p + text.size(); p < end; p += character_size(p, end))
        count++;
    return count;
}

// Bytes of the first `characters` characters.
inline size_t character_offset(std::string_view text, size_t characters) {
    const char *p = text.data(), *end = p + text.size();
    for (; p < end && characters; characters--) p += character_size(p, end);
    return static_cast<size_t>(p - text.data());
}

}  // namespace msh
