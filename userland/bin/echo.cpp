#include "lib/escape.hpp"
#include "lib/output.hpp"

#include <cstdlib>
#include <cstring>

namespace {

constexpr char help[] =
    "Usage: echo [-neE]... [STRING]...\n"
    "Write the STRINGs with spaces between.\n\n"
    "  -n  no newline at the end\n"
    "  -e  take \\\\ \\a \\b \\c \\e \\f \\n \\r \\t \\v \\0NNN \\xHH for what they mean "
    "elsewhere\n"
    "  -E  do not (the default)\n";

/// Writes `text` with its escapes replaced. False after \c, which ends all output.
bool write_escaped(const char *text) {
    std::string bytes;
    while (*text) {
        const char *const escape = text;
        // What printf takes for characters by number is none of echo's.
        if (*text != '\\' || text[1] == 'u' || text[1] == 'U') {
            bytes += *text++;
            continue;
        }
        const escape_result result = append_escape(bytes, text, escape_style::text);
        if (result == escape_result::missing_digits) bytes.append(escape, text);
        if (result == escape_result::end) {
            out.write(bytes);
            return false;
        }
    }
    out.write(bytes);
    return true;
}

}  // namespace

int echo_main(int argc, char **argv) {
    // As POSIX has it, with escapes and no options but a first -n.
    const bool posix = std::getenv("POSIXLY_CORRECT");
    if (argc == 2 && !posix && std::strcmp(argv[1], "--help") == 0) {
        out.write(help);
        return 0;
    }
    bool newline = true, escapes = posix;
    char **word = argv + 1;
    const bool options = !posix || (*word && std::strcmp(*word, "-n") == 0);
    for (; options && *word && **word == '-' && (*word)[1] &&
           std::strspn(*word + 1, "neE") == std::strlen(*word + 1);
         ++word)
        for (const char *letter = *word + 1; *letter; ++letter) {
            if (*letter == 'n')
                newline = false;
            else
                escapes = posix || *letter == 'e';
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
