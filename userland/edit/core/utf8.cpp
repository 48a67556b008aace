#include "edit/core/utf8.hpp"

namespace edit {

character decode(std::string_view bytes) {
    const auto byte = [bytes](size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const character invalid{first, 1, false};
    if (first < 0xc2 || first > 0xf4) return invalid;
    const uint8_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (bytes.size() < size) return invalid;
    uint32_t code = first & (0x7fu >> size);
    for (size_t i = 1; i < size; ++i) {
        if (!is_continuation(bytes[i])) return invalid;
        code = code << 6 | (byte(i) & 0x3fu);
    }
    const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    if (overlong || surrogate || code > 0x10ffff) return invalid;
    return {code, size, true};
}

void encode(uint32_t code, std::string &to) {
    const auto put = [&to](uint32_t byte) { to += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
        return;
    }
    if (code < 0x800) {
        put(0xc0 | code >> 6);
    } else {
        if (code < 0x10000) {
            put(0xe0 | code >> 12);
        } else {
            put(0xf0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3f));
        }
        put(0x80 | (code >> 6 & 0x3f));
    }
    put(0x80 | (code & 0x3f));
}

}  // namespace edit
