#include "lib/escape.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr char help[] =
    "Usage: printf FORMAT [ARGUMENT]...\n"
    "Write the ARGUMENTs as FORMAT says, which is used again while there are any left.\n\n"
    "Conversions are those of C, without lengths; and\n"
    "  %b  a string with \\\\ \\a \\b \\c \\e \\f \\n \\r \\t \\v \\0NNN \\xHH \\uHHHH "
    "\\UHHHHHHHH\n"
    "  %q  a string that a shell reads back\n";

enum class progress { go_on, stop, fail };

/// The arguments in order; one that is missing is empty or 0.
class argument_list {
public:
    explicit argument_list(char **first) : next_(first) {}

    const char *text() { return *next_ ? *next_++ : ""; }
    template <typename T>
    T number(T (*convert)(const char *, char **));
    /// The argument for a `*`, held to the range of int.
    int integer();

    [[nodiscard]] char **position() const { return next_; }
    [[nodiscard]] int status() const { return status_; }

private:
    void check(const char *text, const char *end, int error);

    char **next_;
    int status_ = 0;
};

void argument_list::check(const char *text, const char *end, int error) {
    // musl's convert functions say EINVAL for a word without digits, other libraries nothing.
    if (error == ERANGE) {
        warn("'%s': Numerical result out of range", text);
    } else if (*end) {
        warn(
            end == text ? "'%s': expected a numeric value" : "'%s': value not completely converted",
            text);
    } else {
        return;
    }
    status_ = 1;
}

template <typename T>
T argument_list::number(T (*convert)(const char *, char **)) {
    const char *word = text();
    if ((*word == '"' || *word == '\'') && word[1]) {
        if (word[2])
            warn("warning: %s: character(s) following character constant have been ignored",
                 word + 2);
        return static_cast<T>(static_cast<unsigned char>(word[1]));
    }
    char *end = nullptr;
    errno = 0;
    const T value = convert(word, &end);
    check(word, end, errno);
    return value;
}

long long to_signed(const char *text, char **end) { return std::strtoll(text, end, 0); }
unsigned long long to_unsigned(const char *text, char **end) { return std::strtoull(text, end, 0); }

int argument_list::integer() {
    const long long value = number(to_signed);
    return static_cast<int>(value < -INT_MAX ? -INT_MAX : value > INT_MAX ? INT_MAX : value);
}

/// One conversion of the format.
struct conversion {
    char flags[8];
    int width = 0;
    int precision = -1;
    char letter = 0;

    /// Reads what stands at `text`, behind the %; moves behind it. False if it is none.
    bool parse(const char *&text, argument_list &arguments);
    [[nodiscard]] progress print(argument_list &arguments) const;

private:
    template <typename T>
    [[nodiscard]] progress print_value(const char *length, T value) const;
    [[nodiscard]] progress print_escaped(const char *text) const;
};

/// The conversions that know a flag.
const char *users(char flag) {
    switch (flag) {
    case '\'': return "dfFgGiu";
    case '#': return "aAeEfFgGoxX";
    case '0': return "aAdeEfFgGiouxX";
    default: return "aAcdeEfFgGiosuxX";
    }
}

int digits(const char *&text) {
    long value = 0;
    for (; *text >= '0' && *text <= '9'; ++text)
        if (value < INT_MAX) value = value * 10 + (*text - '0');
    return static_cast<int>(value < INT_MAX ? value : INT_MAX);
}

bool conversion::parse(const char *&text, argument_list &arguments) {
    *flags = '\0';
    if (*text == 'b' || *text == 'q') {
        letter = *text++;
        return true;
    }
    size_t count = 0;
    const char *first = text;
    for (; *text && std::strchr("-+ #0'", *text); ++text)
        if (!std::strchr(flags, *text)) {
            flags[count++] = *text;
            flags[count] = '\0';
        }
    if (*text == '*') {
        ++text;
        width = arguments.integer();
    } else {
        width = digits(text);
    }
    if (*text == '.') {
        if (*++text == '*') {
            ++text;
            precision = arguments.integer();
        } else {
            precision = digits(text);
        }
    }
    while (*text && std::strchr("lLhjzt", *text)) ++text;
    letter = *text;
    bool known = letter && std::strchr(users('-'), letter) && (letter != 'c' || precision < 0);
    for (const char *flag = flags; *flag; ++flag)
        known = known && std::strchr(users(*flag), letter);
    if (!known) {
        warn("%%%.*s: invalid conversion specification",
             static_cast<int>(text - first + (*text != '\0')), first);
        return false;
    }
    ++text;
    return true;
}

template <typename T>
progress conversion::print_value(const char *length, T value) const {
    char format[24];
    std::snprintf(format, sizeof format, "%%%s*.*%s%c", flags, length, letter);
    char small[512];
// The format is one of those that parse lets through, with the length that belongs to T.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    const int size = std::snprintf(small, sizeof small, format, width, precision, value);
    if (size < 0) {
        warn_errno("write error");
        return progress::fail;
    }
    if (static_cast<size_t>(size) < sizeof small) {
        out.write(small, static_cast<size_t>(size));
        return progress::go_on;
    }
    std::string large(static_cast<size_t>(size) + 1, '\0');
    std::snprintf(large.data(), large.size(), format, width, precision, value);
#pragma clang diagnostic pop
    out.write(large.data(), static_cast<size_t>(size));
    return progress::go_on;
}

/// Writes what `text` comes to up to its end or a \c.
progress write_unescaped(const char *&text, escape_style style) {
    std::string unescaped;
    const escape_result result = append_escape(unescaped, text, style);
    out.write(unescaped);
    if (result == escape_result::end) return progress::stop;
    if (result == escape_result::byte) return progress::go_on;
    warn("missing hexadecimal number in escape");
    return progress::fail;
}

progress conversion::print_escaped(const char *text) const {
    progress state = progress::go_on;
    while (*text && state == progress::go_on) {
        if (*text == '\\')
            state = write_unescaped(text, escape_style::text);
        else
            out.put(*text++);
    }
    return state;
}

progress conversion::print(argument_list &arguments) const {
    switch (letter) {
    case 'b': return print_escaped(arguments.text());
    case 'q': out.write(quoted_if_needed(arguments.text())); return progress::go_on;
    case 'c': {
        const char c = *arguments.text();
        std::string text(1, c);
        const size_t wide = static_cast<size_t>(width < 0 ? -width : width);
        if (wide > 1) text.insert(width < 0 || std::strchr(flags, '-') ? 1 : 0, wide - 1, ' ');
        out.write(text);
        return progress::go_on;
    }
    case 's': return print_value("", arguments.text());
    case 'd':
    case 'i': return print_value("ll", arguments.number(to_signed));
    case 'o':
    case 'u':
    case 'x':
    case 'X': return print_value("ll", arguments.number(to_unsigned));
    default: return print_value("L", arguments.number(std::strtold));
    }
}

/// Writes the format once.
progress print_format(const char *format, argument_list &arguments) {
    progress state = progress::go_on;
    while (*format && state == progress::go_on) {
        if (*format == '\\') {
            state = write_unescaped(format, escape_style::format);
        } else if (*format != '%') {
            out.put(*format++);
        } else if (format[1] == '%') {
            out.put('%');
            format += 2;
        } else {
            conversion part;
            if (!part.parse(++format, arguments)) return progress::fail;
            state = part.print(arguments);
        }
    }
    return state;
}

}  // namespace

int printf_main(int argc, char **argv) {
    if (argc == 2 && std::strcmp(argv[1], "--help") == 0) {
        out.write(help);
        return 0;
    }
    char **words = argv + 1;
    if (*words && std::strcmp(*words, "--") == 0) ++words;
    if (!*words) return usage_error(1, "missing operand");
    argument_list arguments(words + 1);
    for (;;) {
        char **const before = arguments.position();
        const progress state = print_format(*words, arguments);
        if (state == progress::fail) return 1;
        if (state == progress::stop || !*arguments.position()) return arguments.status();
        if (arguments.position() == before) {
            warn("warning: ignoring excess arguments, starting with '%s'", *before);
            return arguments.status();
        }
    }
}
