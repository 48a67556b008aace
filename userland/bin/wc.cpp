#include "lib/input.hpp"
#include "lib/name_file.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sys/stat.h>

namespace {

constexpr char help[] =
    "Usage: wc [OPTION]... [FILE]...\n"
    "Count lines, words and bytes of each FILE; of standard input for none or '-'.\n\n"
    "  -c, --bytes            bytes\n"
    "      --files0-from=FILE  the files that FILE names, each ended by NUL\n"
    "  -l, --lines            newlines\n"
    "  -L, --max-line-length  widest line\n"
    "  -m, --chars            characters (UTF-8)\n"
    "  -w, --words            words\n"
    "      --help             show this text\n";
constexpr int names_code = 256;
constexpr long_option names[] = {{"files0-from", names_code, long_option::required},
                                 {"bytes", 'c'},
                                 {"lines", 'l'},
                                 {"max-line-length", 'L'},
                                 {"chars", 'm'},
                                 {"words", 'w'}};

struct counts {
    uint64_t lines = 0, words = 0, characters = 0, bytes = 0, widest = 0;
};
struct selection {
    bool lines = false, words = false, characters = false, bytes = false, widest = false;
    [[nodiscard]] bool only_lines() const { return !words && !characters && !widest; }
};

bool is_space(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct scan {
    counts total;
    bool in_word = false;
    uint64_t column = 0;

    void lines(std::string_view piece) {
        for (const char *at = piece.data(), *end = at + piece.size();
             (at = static_cast<const char *>(std::memchr(at, '\n', static_cast<size_t>(end - at))));
             ++at)
            ++total.lines;
    }
    void all(std::string_view piece) {
        for (const char each : piece) {
            const auto c = static_cast<unsigned char>(each);
            const bool continuation = (c & 0xc0) == 0x80;
            total.characters += !continuation;
            const bool space = is_space(c);
            // Control characters neither begin nor end a word.
            const bool printable = c > 32 && c != 127;
            total.words += printable && !in_word;
            in_word = !space && (in_word || printable);
            total.lines += c == '\n';
            if (c == '\n' || c == '\r' || c == '\f')
                column = 0;
            else if (c == '\t')
                column = (column | 7) + 1;
            else if (c >= 32 && c != 127 && !continuation)
                ++column;
            total.widest = std::max(total.widest, column);
        }
    }
};

void print(const counts &result, const selection &chosen, int width, const char *name) {
    const char *separator = "";
    const auto field = [&](bool shown, uint64_t value) {
        if (!shown) return;
        out.print("%s%*llu", separator, width, static_cast<unsigned long long>(value));
        separator = " ";
    };
    field(chosen.lines, result.lines);
    field(chosen.words, result.words);
    field(chosen.characters, result.characters);
    field(chosen.bytes, result.bytes);
    field(chosen.widest, result.widest);
    // A line a file, whatever its name.
    if (name) out.print(" %s", std::strchr(name, '\n') ? quoted_if_needed(name).c_str() : name);
    out.put('\n');
}

/// Columns are as wide as the sum of the sizes needs, at least 7 if a size is not known.
int column_width(std::span<char *> files, int fields) {
    if (files.size() <= 1 && fields == 1) return 1;
    uint64_t sum = 0;
    int least = 1;
    for (const char *name : files) {
        struct stat status;
        const bool standard = std::strcmp(name, "-") == 0;
        if ((standard ? fstat(0, &status) : stat(name, &status)) != 0) continue;
        if (S_ISREG(status.st_mode))
            sum += static_cast<uint64_t>(status.st_size);
        else
            least = 7;
    }
    int width = 1;
    for (; sum >= 10; sum /= 10) ++width;
    return std::max(width, least);
}

}  // namespace

int wc_main(int, char **argv) {
    options parser(argv, "clLmw", names, help);
    selection chosen;
    const char *names_from = nullptr;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c': chosen.bytes = true; break;
        case 'l': chosen.lines = true; break;
        case 'L': chosen.widest = true; break;
        case 'm': chosen.characters = true; break;
        case 'w': chosen.words = true; break;
        case names_code: names_from = parser.argument(); break;
        default: return 1;
        }
    int fields = chosen.bytes + chosen.lines + chosen.widest + chosen.characters + chosen.words;
    if (!fields) {
        chosen.lines = chosen.words = chosen.bytes = true;
        fields = 3;
    }
    name_file list;
    if (names_from && !list.read(names_from, parser.operands(), 1)) return 1;
    const bool named = names_from || !parser.operands().empty();
    const auto files = names_from ? list.names() : parser.files();
    // Names from a pipe may come one at a time.
    struct stat origin;
    const bool unknown = names_from && std::strcmp(names_from, "-") == 0 &&
                         !(fstat(0, &origin) == 0 && S_ISREG(origin.st_mode));
    const int width = unknown ? 1 : column_width(files, fields);
    counts sum;
    int status = list.flawed();
    for (const char *name : files) {
        input file;
        if (!file.open(name)) {
            warn_errno("%s", name);
            status = 1;
            continue;
        }
        scan state;
        for (std::string_view piece; !(piece = file.block()).empty();) {
            state.total.bytes += piece.size();
            if (chosen.only_lines())
                state.lines(piece);
            else
                state.all(piece);
        }
        if (file.error()) {
            errno = file.error();
            warn_errno("%s", name);
            status = 1;
        }
        print(state.total, chosen, width, named ? name : nullptr);
        sum.lines += state.total.lines;
        sum.words += state.total.words;
        sum.characters += state.total.characters;
        sum.bytes += state.total.bytes;
        sum.widest = std::max(sum.widest, state.total.widest);
    }
    if (files.size() > 1) print(sum, chosen, width, "total");
    return status;
}
