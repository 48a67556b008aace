#include "lib/input.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstring>
#include <string>

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

/// Keeps the file, as only its end says what belongs to the last part.
void portion::leave_out_last(input &file) const {
    std::string kept;
    for (std::string_view piece; !(piece = file.block()).empty();) kept += piece;
    std::string_view text = kept;
    if (bytes) {
        out.write(text.substr(0, count < text.size() ? text.size() - count : 0));
        return;
    }
    for (uint64_t left = count; left && !text.empty(); --left) {
        const size_t before = text.size() > 1 ? text.rfind(end, text.size() - 2) : text.npos;
        text = text.substr(0, before == text.npos ? 0 : before + 1);
    }
    out.write(text);
}

}  // namespace

int head_main(int, char **argv) {
    portion part;
    // `head -5` is older than options with letters.
    if (argv[1] && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
        if (!part.parse(argv[1] + 1)) return 1;
        ++argv;
    }
    options parser(argv, "c:n:qvz", names, help);
    bool quiet = false, verbose = false;
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
    static char standard_input[] = "-";
    char *none[] = {standard_input};
    const auto files = parser.operands().empty() ? std::span<char *>(none) : parser.operands();
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
