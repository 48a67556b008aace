#include "msh/builtin.hpp"
#include "msh/escape.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/utf8.hpp"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace msh {

namespace {

// The arguments, and whether something went wrong with one.
struct argument_reader {
    char **next;
    int status = 0;

    const char *text() { return *next ? *next++ : ""; }
    void check(const char *begin, const char *end) {
        if (end == begin && *begin)
            complain("%s: expected numeric value", begin);
        else if (*end)
            complain("%s: not completely converted", begin);
        else if (errno == ERANGE)
            complain("%s: %s", begin, error_text(errno));
        else
            return;
        status = 1;
    }
    long long number(bool is_signed) {
        const char *p = text();
        if (*p == '"' || *p == '\'') {
            const size_t size = p[1] ? character_size(p + 1, p + 1 + strlen(p + 1)) : 1;
            return static_cast<long long>(code_point(p + 1, size));
        }
        if (!*p) return 0;
        char *end;
        errno = 0;
        const long long value = is_signed || *p == '-'
                                    ? strtoll(p, &end, 0)
                                    : static_cast<long long>(strtoull(p, &end, 0));
        check(p, end);
        return value;
    }
    double real() {
        const char *p = text();
        if (*p == '"' || *p == '\'') return static_cast<unsigned char>(p[1]);
        if (!*p) return 0;
        char *end;
        errno = 0;
        const double value = strtod(p, &end);
        check(p, end);
        return value;
    }
};

struct specification {
    char format[32];
    size_t size = 0;
    int width = 0, precision = -1;
    bool has_width = false, left = false;
    char conversion = 0;
};

// Reads the conversion behind the % at `p`; null if it is none.
const char *read_specification(const char *p, specification &s, argument_reader &arguments) {
    s.format[s.size++] = '%';
    for (; *p && strchr("-+ #0", *p) && s.size < 8; p++) {
        s.left |= *p == '-';
        s.format[s.size++] = *p;
    }
    const auto read = [&](int &value) {
        if (*p == '*') {
            p++;
            value = static_cast<int>(arguments.number(true));
            return;
        }
        value = 0;
        for (; *p >= '0' && *p <= '9'; p++)
            if (value < 1000000) value = value * 10 + (*p - '0');
    };
    if (*p == '*' || (*p >= '0' && *p <= '9')) {
        s.has_width = true;
        read(s.width);
    }
    if (*p == '.') {
        p++;
        read(s.precision);
    }
    while (*p == 'l' || *p == 'h' || *p == 'j' || *p == 'z' || *p == 'L' || *p == 'q') p++;
    s.conversion = *p;
    return *p && strchr("diouxXcsbeEfFgGaA", *p) ? p + 1 : nullptr;
}

template <class T>
void print_number(specification &s, const char *length, T value) {
    s.format[s.size++] = '*';
    s.format[s.size++] = '.';
    s.format[s.size++] = '*';
    for (; *length; length++) s.format[s.size++] = *length;
    s.format[s.size++] = s.conversion;
    s.format[s.size] = 0;
    out.print_by(s.format, s.width, s.precision, value);
}

void print_text(const specification &s, std::string_view text) {
    if (s.precision >= 0)
        text = text.substr(0, character_offset(text, static_cast<size_t>(s.precision)));
    const bool left = s.left || s.width < 0;
    const size_t width = static_cast<size_t>(s.width < 0 ? -s.width : s.width);
    const size_t size = character_count(text);
    if (left) out.put(text);
    for (size_t i = size; i < width; i++) out.put(' ');
    if (!left) out.put(text);
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
        specification s;
        const char *rest = read_specification(p + 1, s, arguments);
        if (!rest) {
            complain("%s: invalid format", p);
            arguments.status = 1;
            return false;
        }
        p = rest;
        switch (s.conversion) {
        case 'd':
        case 'i': print_number(s, "ll", arguments.number(true)); break;
        case 'o':
        case 'u':
        case 'x':
        case 'X': print_number(s, "ll", arguments.number(false)); break;
        case 'c': {
            const char *text = arguments.text();
            print_text(s, {text, *text ? character_size(text, text + strlen(text)) : 0});
            break;
        }
        case 's': print_text(s, arguments.text()); break;
        case 'b': {
            buffer text;
            const bool goes_on = add_escaped(arguments.text(), text, escape_style::echo);
            print_text(s, text.view());
            if (!goes_on) return false;
            break;
        }
        default: print_number(s, "", arguments.real()); break;
        }
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
