#include "msh/builtin.hpp"
#include "msh/decimal.hpp"
#include "msh/escape.hpp"
#include "msh/number.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/utf8.hpp"

#include <errno.h>
#include <string.h>

namespace msh {

namespace {

// The arguments, and whether something went wrong with one.
struct argument_reader {
    char **next;
    int status = 0;

    const char *text() { return *next ? *next++ : ""; }
    void complain_about(const char *begin, const char *end) {
        if (end == begin && *begin)
            complain("%s: expected numeric value", begin);
        else if (*end)
            complain("%s: not completely converted", begin);
        else
            return;
        status = 1;
    }
    // The number's bits; what does not fit becomes the nearest that does.
    uint64_t number(bool is_signed) {
        const char *p = text();
        if (*p == '"' || *p == '\'') {
            const size_t size = p[1] ? character_size(p + 1, p + 1 + strlen(p + 1)) : 1;
            return code_point(p + 1, size);
        }
        if (!*p) return 0;
        uint64_t value;
        bool negative, overflow;
        const char *end = read_number(p, value, negative, overflow);
        constexpr uint64_t least = uint64_t{1} << 63;
        if (is_signed && !overflow) overflow = value > (negative ? least : least - 1);
        if (overflow) {
            complain("%s: %s", p, error_text(ERANGE));
            status = 1;
            return !is_signed ? UINT64_MAX : negative ? least : least - 1;
        }
        complain_about(p, end);
        return negative ? 0 - value : value;
    }
    void real(buffer &into, const number_format &f) {
        const char *p = text();
        decimal d;
        if (*p == '"' || *p == '\'') {
            buffer digits;
            digits.add_number(static_cast<unsigned char>(p[1]));
            d.read(digits.text());
        } else if (p[0] == '0' && (p[1] | 32) == 'x') {
            next--;
            buffer digits;
            digits.add_number(static_cast<long long>(number(true)));
            d.read(digits.text());
        } else {
            complain_about(p, d.read(p));
        }
        d.write(into, f);
    }
};

// Reads the conversion behind the % at `p`; null if it is none.
const char *read_specification(const char *p, number_format &f, argument_reader &arguments) {
    for (; *p; p++) {
        if (*p == '-')
            f.left = true;
        else if (*p == '+')
            f.plus = true;
        else if (*p == ' ')
            f.blank = true;
        else if (*p == '#')
            f.alternative = true;
        else if (*p == '0')
            f.zeros = true;
        else
            break;
    }
    const auto read = [&] {
        static constexpr int most = 10000000;
        if (*p == '*') {
            p++;
            const auto value = static_cast<int64_t>(arguments.number(true));
            return static_cast<int>(value > most ? most : value < -most ? -most : value);
        }
        int value = 0;
        for (; *p >= '0' && *p <= '9'; p++)
            if (value < most / 10) value = value * 10 + (*p - '0');
        return value;
    };
    f.width = read();
    if (*p == '.') {
        p++;
        f.precision = read();
    }
    while (*p && strchr("lhjzLqt", *p)) p++;
    f.conversion = *p;
    return *p && strchr("diouxXcsbeEfFgG", *p) ? p + 1 : nullptr;
}

void print_text(const number_format &f, std::string_view text) {
    if (f.precision >= 0)
        text = text.substr(0, character_offset(text, static_cast<size_t>(f.precision)));
    buffer padded;
    add_padded(padded, text, character_count(text), f);
    out.put(padded.view());
}

// One pass over the format; false when it has to stop.
bool run_format(const char *p, argument_reader &arguments) {
    while (*p) {
        if (*p == '\\') {
            buffer text;
            p = add_escape(p + 1, text, escape_style::format);
            out.put(text.view());
            if (!p) return false;
            continue;
        }
        if (*p != '%') {
            out.put(*p++);
            continue;
        }
        if (p[1] == '%') {
            out.put('%');
            p += 2;
            continue;
        }
        number_format f;
        const char *rest = read_specification(p + 1, f, arguments);
        if (!rest) {
            complain("%s: invalid format", p);
            arguments.status = 1;
            return false;
        }
        p = rest;
        buffer number;
        switch (f.conversion) {
        case 'd':
        case 'i': add_integer(number, arguments.number(true), f); break;
        case 'o':
        case 'u':
        case 'x':
        case 'X': add_integer(number, arguments.number(false), f); break;
        case 'c': {
            const char *text = arguments.text();
            print_text(f, {text, *text ? character_size(text, text + strlen(text)) : 0});
            break;
        }
        case 's': print_text(f, arguments.text()); break;
        case 'b': {
            buffer text;
            const bool goes_on = add_escaped(arguments.text(), text, escape_style::echo);
            print_text(f, text.view());
            if (!goes_on) return false;
            break;
        }
        default: arguments.real(number, f); break;
        }
        out.put(number.view());
    }
    return true;
}

}  // namespace

int builtin_printf(int argc, char **argv) {
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "--") == 0) first = 2;
    if (argc <= first) {
        complain("usage: printf FORMAT [ARG]...");
        return 2;
    }
    argument_reader arguments{argv + first + 1};
    for (;;) {
        char **before = arguments.next;
        if (!run_format(argv[first], arguments)) break;
        if (!*arguments.next || arguments.next == before) break;
    }
    return arguments.status;
}

}  // namespace msh
