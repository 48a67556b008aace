#include "msh/escape.hpp"

namespace msh {

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

const char *add_escape(const char *p, buffer &into, escape_style style) {
    static constexpr char letters[] = "abefnrtv\\", values[] = "\a\b\033\f\n\r\t\v\\";
    const char c = *p;
    if (c == 'c') return nullptr;
    if (c)
        if (const char *known = strchr(letters, c)) {
            into.add(values[known - letters]);
            return p + 1;
        }
    if (style == escape_style::format && (c == '"' || c == '\'')) {
        into.add(c);
        return p + 1;
    }
    if (c >= '0' && c <= '7') {
        // \0ddd for echo and %b, \ddd for both.
        int digits = c == '0' && style == escape_style::echo ? 4 : 3, value = 0;
        for (; digits-- && *p >= '0' && *p <= '7'; p++) value = value * 8 + (*p - '0');
        into.add(static_cast<char>(value));
        return p;
    }
    if (c == 'x' && hex_digit(p[1]) >= 0) {
        int value = 0;
        p++;
        for (int i = 0; i < 2 && hex_digit(*p) >= 0; i++) value = value * 16 + hex_digit(*p++);
        into.add(static_cast<char>(value));
        return p;
    }
    into.add('\\');
    return p;
}

bool add_escaped(const char *text, buffer &into, escape_style style) {
    while (*text) {
        if (*text != '\\') {
            into.add(*text++);
            continue;
        }
        text = add_escape(text + 1, into, style);
        if (!text) return false;
    }
    return true;
}

}  // namespace msh
