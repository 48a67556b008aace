#include "lib/bytes.hpp"
#include "lib/input.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: head [OPTION]... [FILE]...\n"
    "Write the first 10 lines of each FILE; of standard input for none or '-'.\n\n"
    "  -c, --bytes=[-]NUMBER  the first NUMBER bytes; with '-', all but the last NUMBER\n"
    "  -n, --lines=[-]NUMBER  the first NUMBER lines; with '-', all but the last NUMBER\n"
    "  -q, --quiet            no headers with file names\n"
    "  -v, --verbose          headers even for one file\n"
    "  -z, --zero-terminated  lines end with NUL\n"
    "      --help             show this text\n";
constexpr long_option names[] = {{"bytes", 'c', long_option::required},
                                 {"lines", 'n', long_option::required},
                                 {"quiet", 'q'},
                                 {"silent", 'q'},
                                 {"verbose", 'v'},
                                 {"zero-terminated", 'z'}};

struct portion {
    uint64_t count = 10;
    bool bytes = false;
    bool all_but = false;
    char end = '\n';

    bool parse(const char *text);
    void first(input &file) const;
    void leave_out_last(input &file) const;
    bool take_old_style(const char *word, bool &quiet, bool &verbose, char &bad);
};

bool portion::parse(const char *text) {
    all_but = *text == '-';
    const auto value = parse_count(text + (*text == '-' || *text == '+'));
    if (value) {
        count = *value;
        return true;
    }
    warn("invalid number of %s: '%s'", bytes ? "bytes" : "lines", text);
    return false;
}

void portion::first(input &file) const {
    uint64_t left = count;
    while (left) {
        const std::string_view piece = bytes ? file.block() : file.line(end);
        if (piece.empty()) return;
        const uint64_t used = bytes ? piece.size() : 1;
        const uint64_t taken = used > left ? left : used;
        out.write(bytes ? piece.substr(0, taken) : piece);
        if (bytes) file.unread(used - taken);
        left -= taken;
    }
    file.leave_rest();
}

/// Keeps what may be the last part, as only the file's end says what is. The next program reads on
/// behind what was written.
void portion::leave_out_last(input &file) const {
    std::string kept;
    uint64_t units = 0;  // of what is kept: bytes, or ends of lines
    const auto write = [&](uint64_t first) {
        const char *at = kept.data(), *const stop = at + kept.size();
        for (uint64_t left = bytes ? 0 : first; left && at < stop; --left)
            at = std::min(find_byte(at, stop, end) + 1, stop);
        if (bytes) at += first;
        out.write({kept.data(), at});
        kept.erase(0, static_cast<size_t>(at - kept.data()));
        units -= first;
    };
    for (std::string_view piece; !out.failed() && !(piece = file.block()).empty();) {
        kept += piece;
        units += bytes ? piece.size() : count_byte(piece, end);
        if (units > count) write(units - count);
    }
    // A last line without an end counts, too.
    if (!bytes && units == count && !kept.empty() && kept.back() != end) write(1);
    lseek(file.descriptor(), -static_cast<off_t>(kept.size()), SEEK_CUR);
}

/// `head -5`, `head -2cq`: older than options with letters, and only as first word. True with
/// `word` taken, or with the letter of an unknown option in `bad`.
bool portion::take_old_style(const char *word, bool &quiet, bool &verbose, char &bad) {
    std::string number;
    while (*word >= '0' && *word <= '9') number += *word++;
    for (; *word; ++word) switch (*word) {
        case 'c': bytes = true; break;
        case 'b':
        case 'k':
        case 'm':
            bytes = true;
            number += *word;
            break;
        case 'l': bytes = false; break;
        case 'q': quiet = true, verbose = false; break;
        case 'v': verbose = true, quiet = false; break;
        case 'z': end = '\0'; break;
        default: bad = *word; return false;
        }
    return parse(number.c_str());
}

}  // namespace

int head_main(int, char **argv) {
    portion part;
    bool quiet = false, verbose = false;
    if (argv[1] && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
        char bad = 0;
        if (!part.take_old_style(argv[1] + 1, quiet, verbose, bad))
            return bad ? usage_error(1, "invalid trailing option -- %c", bad) : 1;
        ++argv;
    }
    options parser(argv, "c:n:qvz", names, help);
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c':
        case 'n':
            part.bytes = code == 'c';
            if (!part.parse(parser.argument())) return 1;
            break;
        case 'q':
            quiet = true;
            verbose = false;
            break;
        case 'v':
            verbose = true;
            quiet = false;
            break;
        case 'z': part.end = '\0'; break;
        default: return 1;
        }
    const auto files = parser.files();
    const bool headers = verbose || (files.size() > 1 && !quiet);
    const char *gap = "";
    int status = 0;
    for (const char *name : files) {
        input file;
        if (!file.open(name)) {
            warn_errno("cannot open '%s' for reading", name);
            status = 1;
            continue;
        }
        const bool standard = std::strcmp(name, "-") == 0;
        if (headers) out.print("%s==> %s <==\n", gap, standard ? "standard input" : name);
        gap = "\n";
        if (part.all_but)
            part.leave_out_last(file);
        else
            part.first(file);
        if (file.error()) {
            errno = file.error();
            warn_errno("error reading '%s'", standard ? "standard input" : name);
            status = 1;
        }
    }
    return status;
}
