#include "bin/grep/regex_character.hpp"

#include <cstdlib>
#include <strings.h>

uint32_t take_character(std::string_view &text, character_set characters) {
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
    const uint32_t first = byte(0);
    const size_t size = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t code = first;
    const bool stray = first >= 0x80 && characters == character_set::utf8;
    bool valid = size > 1 && first < 0xf5 && text.size() >= size;
    if (stray && valid) {
        code = first & (0x7fu >> size);
        for (size_t at = 1; at < size; ++at) {
            valid = valid && (byte(at) & 0xc0) == 0x80;
            code = code << 6 | (byte(at) & 0x3f);
        }
        valid = valid &&
                code >= (size == 3   ? 0x800u
                         : size == 4 ? 0x10000u
                                     : 0x80u) &&
                code < stray_byte && (code < 0xd800 || code > 0xdfff);
    }
    if (stray && valid) {
        text.remove_prefix(size);
        return code;
    }
    text.remove_prefix(1);
    return stray ? stray_byte + first : first;
}

size_t character_bytes(uint32_t code, character_set characters, char (&into)[4]) {
    if (characters == character_set::bytes || code < 0x80 || code >= stray_byte) {
        into[0] = static_cast<char>(code);
        return 1;
    }
    const size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t at = size - 1; at; --at, code >>= 6)
        into[at] = static_cast<char>(0x80 | (code & 0x3f));
    into[0] = static_cast<char>((0xf00u >> size & 0xff) | code);
    return size;
}

character_set characters_of_locale() {
    for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char *value = std::getenv(name);
        if (!value || !*value) continue;
        for (; *value; ++value)
            if (strncasecmp(value, "utf-8", 5) == 0 || strncasecmp(value, "utf8", 4) == 0)
                return character_set::utf8;
        break;
    }
    return character_set::bytes;
}
