#include "lib/escape.hpp"

#include <cstdint>
#include <cstring>

namespace {

int digit(char c, int base) {
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : base;
    return value < base ? value : -1;
}

/// The value of at most `most` digits at `text`; moves behind them.
uint32_t number(const char *&text, int base, int most) {
    uint32_t value = 0;
    for (; most && digit(*text, base) >= 0; --most)
        value = value * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit(*text++, base));
    return value;
}

/// UTF-8, RFC 3629, extended to 31 bits as its first version was.
void append_character(std::string &to, uint32_t code) {
    if (code < 0x80) {
        to += static_cast<char>(code);
        return;
    }
    int following = 1;
    while (following < 5 && code >> (5 * following + 6)) ++following;
    const auto head = static_cast<uint8_t>(0xff00 >> (following + 1));
    to += static_cast<char>(head | (code >> (6 * following)));
    while (following--) to += static_cast<char>(0x80 | (code >> (6 * following) & 0x3f));
}

}  // namespace

escape_result append_escape(std::string &to, const char *&text, escape_style style) {
    const char c = text[1];
    static constexpr char codes[] = "abefnrtv\\", bytes[] = "\a\b\033\f\n\r\t\v\\";
    if (!c) {
        to += *text++;
        return escape_result::byte;
    }
    text += 2;
    if (c == 'c') return escape_result::end;
    if (const char *code = std::strchr(codes, c)) {
        to += bytes[code - codes];
    } else if (c == 'x' || c == 'u' || c == 'U') {
        if (digit(*text, 16) < 0) return escape_result::missing_digits;
        const uint32_t value = number(text, 16, c == 'x' ? 2 : c == 'u' ? 4 : 8);
        if (c == 'x')
            to += static_cast<char>(value);
        else
            append_character(to, value);
    } else if (digit(c, 8) >= 0) {
        if (c != '0' || style == escape_style::format) --text;
        to += static_cast<char>(number(text, 8, 3));
    } else if (c == '"' && style == escape_style::format) {
        to += c;
    } else {
        to += '\\';
        to += c;
    }
    return escape_result::byte;
}
