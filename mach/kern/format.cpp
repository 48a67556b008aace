#include <kern/format.hpp>

#include <cstdint>
#include <cstring>

namespace {

using text_sink = void (*)(void *, const char *, std::size_t);

/// One conversion's flags, as parsed.
struct conversion {
    bool left = false, zero = false, negative = false;
    unsigned width = 0;
};

class writer {
public:
    writer(text_sink sink, void *context) : sink_(sink), context_(context) {}

    void text(const char *s, std::size_t n) {
        if (n) sink_(context_, s, n);
    }
    void padded(const char *s, std::size_t n, const conversion &c) {
        if (!c.left) fill(' ', n, c.width);
        text(s, n);
        if (c.left) fill(' ', n, c.width);
    }
    void number(uint64_t value, unsigned base, conversion c) {
        char digits[20];
        char *const end = digits + sizeof digits;
        char *at = end;
        do {
            *--at = "0123456789abcdef"[value % base];
        } while (value /= base);
        const auto n = static_cast<std::size_t>(end - at);
        const std::size_t all = n + c.negative;
        if (!c.zero && !c.left) fill(' ', all, c.width);
        if (c.negative) text("-", 1);
        if (c.zero && !c.left) fill('0', all, c.width);
        text(at, n);
        if (c.left) fill(' ', all, c.width);
    }

private:
    void fill(char c, std::size_t have, std::size_t want) {
        for (; have < want; ++have) text(&c, 1);
    }

    text_sink sink_;
    void *context_;
};

/// va_list may be an array type, which does not pass by reference; in a structure it does.
struct argument_list {
    va_list list;
};

int64_t take_signed(argument_list &a, unsigned longs) {
    return longs ? va_arg(a.list, long) : va_arg(a.list, int);
}
uint64_t take_unsigned(argument_list &a, unsigned longs) {
    return longs ? va_arg(a.list, unsigned long) : va_arg(a.list, unsigned);
}

/// \param at behind the percent sign. \return behind the conversion.
const char *convert(writer &out, const char *at, argument_list &arguments) {
    conversion c;
    for (;; ++at) {
        if (*at == '-')
            c.left = true;
        else if (*at == '0')
            c.zero = true;
        else
            break;
    }
    for (; *at >= '0' && *at <= '9'; ++at)
        c.width = c.width * 10 + static_cast<unsigned>(*at - '0');
    std::size_t precision = ~std::size_t{0};
    if (at[0] == '.' && at[1] == '*') {
        precision = static_cast<std::size_t>(va_arg(arguments.list, int));
        at += 2;
    }
    unsigned longs = 0;
    for (; *at == 'l' || *at == 'z'; ++at) ++longs;
    switch (*at) {
    case 'd': {
        const int64_t value = take_signed(arguments, longs);
        c.negative = value < 0;
        out.number(value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value), 10, c);
        break;
    }
    case 'u': out.number(take_unsigned(arguments, longs), 10, c); break;
    case 'x': out.number(take_unsigned(arguments, longs), 16, c); break;
    case 'p':
        out.text("0x", 2);
        out.number(reinterpret_cast<uint64_t>(va_arg(arguments.list, void *)), 16, c);
        break;
    case 's': {
        const char *s = va_arg(arguments.list, const char *);
        if (!s) s = "(null)";
        out.padded(s, strnlen(s, precision), c);
        break;
    }
    case 'c': {
        const char one = static_cast<char>(va_arg(arguments.list, int));
        out.padded(&one, 1, c);
        break;
    }
    case '\0': return at;
    default: out.text(at, 1); break;
    }
    return at + 1;
}

/// Where format_string writes.
struct bounded_text {
    char *to;
    std::size_t room, length;
};

void append(void *context, const char *text, std::size_t size) {
    auto &buffer = *static_cast<bounded_text *>(context);
    for (std::size_t i = 0; i < size; ++i, ++buffer.length)
        if (buffer.length + 1 < buffer.room) buffer.to[buffer.length] = text[i];
}

}  // namespace

void format_text(text_sink sink, void *context, const char *format, va_list arguments) {
    writer out(sink, context);
    argument_list list;
    va_copy(list.list, arguments);
    while (*format) {
        const char *plain = format;
        while (*format && *format != '%') ++format;
        out.text(plain, static_cast<std::size_t>(format - plain));
        if (*format == '%') format = convert(out, format + 1, list);
    }
    va_end(list.list);
}

std::size_t format_string(char *to, std::size_t size, const char *format, ...) {
    bounded_text buffer{to, size, 0};
    va_list arguments;
    va_start(arguments, format);
    format_text(append, &buffer, format, arguments);
    va_end(arguments);
    if (size) to[buffer.length < size ? buffer.length : size - 1] = '\0';
    return buffer.length;
}
