#include "msh/format.hpp"

namespace msh {

namespace {

constexpr int most_padding = 1 << 20;

void pad(buffer &into, char with, long count) {
    if (count > most_padding) count = most_padding;
    for (; count > 0; count--) into.add(with);
}

// Sign or base, digits, and what fills up the width.
void add_number_parts(buffer &into, std::string_view prefix, std::string_view digits,
                      const number_format &f) {
    const long zeros = f.precision - static_cast<long>(digits.size());
    long rest = (f.width < 0 ? -static_cast<long>(f.width) : f.width) -
                static_cast<long>(prefix.size() + digits.size()) - (zeros > 0 ? zeros : 0);
    const bool left = f.left || f.width < 0;
    const bool fills = !left && f.zeros && f.precision < 0;
    if (!left && !fills) pad(into, ' ', rest);
    into.add(prefix);
    if (fills) pad(into, '0', rest);
    pad(into, '0', zeros);
    into.add(digits);
    if (left) pad(into, ' ', rest);
}

}  // namespace

void add_integer(buffer &into, uint64_t value, const number_format &f) {
    const bool is_signed = f.conversion == 'd' || f.conversion == 'i';
    const bool negative = is_signed && static_cast<int64_t>(value) < 0;
    if (negative) value = 0 - value;
    const unsigned base = f.conversion == 'o' ? 8 : (f.conversion | 32) == 'x' ? 16 : 10;
    const char *letters = f.conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[24], *end = text + sizeof text, *p = end;
    for (uint64_t rest = value; rest; rest /= base) *--p = letters[rest % base];
    if (p == end && f.precision != 0) *--p = '0';
    if (f.alternative && base == 8 && (p == end || *p != '0')) *--p = '0';
    const char *prefix = negative ? "-" : !is_signed ? "" : f.plus ? "+" : f.blank ? " " : "";
    if (f.alternative && base == 16 && value) prefix = f.conversion == 'X' ? "0X" : "0x";
    add_number_parts(into, prefix, {p, static_cast<size_t>(end - p)}, f);
}

void add_padded(buffer &into, std::string_view text, size_t characters, const number_format &f) {
    const bool left = f.left || f.width < 0;
    const long rest =
        (f.width < 0 ? -static_cast<long>(f.width) : f.width) - static_cast<long>(characters);
    if (!left) pad(into, ' ', rest);
    into.add(text);
    if (left) pad(into, ' ', rest);
}

void add_format(buffer &into, const char *format, va_list arguments) {
    for (const char *p = format; *p; p++) {
        if (*p != '%') {
            into.add(*p);
            continue;
        }
        number_format f;
        for (p++; *p == '-' || *p == '0'; p++) (*p == '-' ? f.left : f.zeros) = true;
        for (; *p >= '0' && *p <= '9'; p++) f.width = f.width * 10 + (*p - '0');
        if (*p == '.') {
            f.precision = 0;
            if (*++p == '*') {
                f.precision = va_arg(arguments, int);
                p++;
            }
            for (; *p >= '0' && *p <= '9'; p++) f.precision = f.precision * 10 + (*p - '0');
        }
        int longs = 0;
        for (; *p == 'l' || *p == 'z'; p++) longs++;
        f.conversion = *p;
        switch (*p) {
        case 's': {
            const char *text = va_arg(arguments, const char *);
            const size_t size =
                f.precision < 0 ? strlen(text) : strnlen(text, static_cast<size_t>(f.precision));
            add_padded(into, {text, size}, size, f);
            break;
        }
        case 'c': into.add(static_cast<char>(va_arg(arguments, int))); break;
        case 'd':
            add_integer(into,
                        static_cast<uint64_t>(longs ? va_arg(arguments, long)
                                                    : long{va_arg(arguments, int)}),
                        f);
            break;
        case 'u':
        case 'o':
        case 'x':
            add_integer(
                into,
                longs ? va_arg(arguments, unsigned long) : uint64_t{va_arg(arguments, unsigned)},
                f);
            break;
        default: into.add(*p);
        }
    }
}

}  // namespace msh
