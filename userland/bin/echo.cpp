#include "lib/output.hpp"

#include <cstring>

namespace {

constexpr char help[] =
    "Usage: echo [-neE]... [STRING]...\n"
    "Write the STRINGs with spaces between.\n\n"
    "  -n  no newline at the end\n"
    "  -e  take \\\\ \\a \\b \\c \\e \\f \\n \\r \\t \\v \\0NNN \\xHH for what they mean "
    "elsewhere\n"
    "  -E  do not (the default)\n";

int digit(char c, int base) {
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : base;
    return value < base ? value : -1;
}

/// The byte that at most `most` digits at `text` name; moves behind them.
char number(const char *&text, int base, int most) {
    int value = 0;
    for (; most && digit(*text, base) >= 0; --most) value = value * base + digit(*text++, base);
    return static_cast<char>(value);
}

/// Writes `text` with its escapes replaced. False after \c, which ends all output.
bool write_escaped(const char *text) {
    while (*text) {
        if (*text != '\\' || !text[1]) {
            out.put(*text++);
            continue;
        }
        const char c = text[1];
        text += 2;
        static constexpr char codes[] = "abefnrtv\\", bytes[] = "\a\b\033\f\n\r\t\v\\";
        if (c == 'c') return false;
        if (const char *code = std::strchr(codes, c)) {
            out.put(bytes[code - codes]);
        } else if (c == 'x' && digit(*text, 16) >= 0) {
            out.put(number(text, 16, 2));
        } else if (c == '0') {
            out.put(number(text, 8, 3));
        } else if (digit(c, 8) >= 0) {
            --text;
            out.put(number(text, 8, 3));
        } else {
            out.put('\\');
            out.put(c);
        }
    }
    return true;
}

}  // namespace

int echo_main(int argc, char **argv) {
    if (argc == 2 && std::strcmp(argv[1], "--help") == 0) {
        out.write(help);
        return 0;
    }
    bool newline = true, escapes = false;
    char **word = argv + 1;
    for (; *word && **word == '-' && (*word)[1] &&
           std::strspn(*word + 1, "neE") == std::strlen(*word + 1);
         ++word)
        for (const char *letter = *word + 1; *letter; ++letter) {
            if (*letter == 'n')
                newline = false;
            else
                escapes = *letter == 'e';
        }
    for (bool first = true; *word; ++word, first = false) {
        if (!first) out.put(' ');
        if (!escapes)
            out.write(*word);
        else if (!write_escaped(*word))
            return 0;
    }
    if (newline) out.put('\n');
    return 0;
}
