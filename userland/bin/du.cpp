#include "lib/input.hpp"
#include "lib/name_file.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/size_format.hpp"
#include "lib/target.hpp"
#include "lib/tree_walk.hpp"

#include <cerrno>
#include <cstring>
#include <fnmatch.h>
#include <set>

namespace {

constexpr char help[] =
    "Usage: du [OPTION]... [FILE]...\n"
    "Add up the space that each FILE takes with all below it; the current directory for none.\n\n"
    "  -0, --null               end lines with NUL\n"
    "  -a, --all                every file, not only directories\n"
    "      --apparent-size      sizes instead of space taken; -b, --bytes: the same in bytes\n"
    "  -B, --block-size=SIZE    count in units of SIZE; -k: 1K, -m: 1M\n"
    "  -c, --total              a total at the end\n"
    "  -d, --max-depth=N        only down to N levels\n"
    "  -D, -H, -L, -P           follow links given as FILE; all links; none (default)\n"
    "      --exclude=GLOB       leave out what matches\n"
    "      --files0-from=FILE   the files that FILE names, each ended by NUL\n"
    "  -h, --human-readable     sizes like 12K, 3.4M; --si: powers of 1000\n"
    "      --inodes             numbers of files\n"
    "  -l, --count-links        files as often as they have names\n"
    "  -s, --summarize          one line for each FILE\n"
    "  -S, --separate-dirs      directories without those below them\n"
    "  -t, --threshold=SIZE     only what takes SIZE or more, or with -SIZE no more\n"
    "  -x, --one-file-system    stay in the file system\n"
    "  -X, --exclude-from=FILE  leave out what matches a line of FILE\n"
    "      --help               show this text\n";
enum code { apparent_code = 256, exclude_code, names_code, si_code, inodes_code };
constexpr long_option names[] = {{"all", 'a'},
                                 {"apparent-size", apparent_code},
                                 {"block-size", 'B', long_option::required},
                                 {"bytes", 'b'},
                                 {"count-links", 'l'},
                                 {"dereference", 'L'},
                                 {"dereference-args", 'D'},
                                 {"exclude", exclude_code, long_option::required},
                                 {"exclude-from", 'X', long_option::required},
                                 {"files0-from", names_code, long_option::required},
                                 {"human-readable", 'h'},
                                 {"inodes", inodes_code},
                                 {"max-depth", 'd', long_option::required},
                                 {"no-dereference", 'P'},
                                 {"null", '0'},
                                 {"one-file-system", 'x'},
                                 {"separate-dirs", 'S'},
                                 {"si", si_code},
                                 {"summarize", 's'},
                                 {"threshold", 't', long_option::required},
                                 {"total", 'c'}};

struct space_counter final : tree_visitor {
    bool all = false, apparent = false, count_links = false, separate = false, inodes = false;
    bool failure_seen = false;
    uint64_t depth = UINT64_MAX;
    char end = '\n';
    size_format format;
    bool one_file_system = false;
    bool follows = false;  ///< every link, so that those that are met point nowhere
    std::vector<std::string> exclude;
    uint64_t total = 0;
    uint64_t least = 0, most = UINT64_MAX;  ///< what is printed

    /// Takes -X's argument; false after a message.
    bool exclude_from(const char *name);

    verdict enter(const tree_entry &entry) override;
    void leave(const tree_entry &entry) override;
    void failed(const tree_entry &entry, failure what, int reason) override;
    void print(uint64_t amount, const char *name) const {
        if (amount >= least && amount <= most)
            out.print("%s\t%s%c", format(amount).c_str(), name, end);
    }

private:
    struct level {
        uint64_t own, below;
    };
    struct identity {
        dev_t device;
        ino_t inode;
        auto operator<=>(const identity &) const = default;
    };
    [[nodiscard]] uint64_t amount(const struct stat &status) const;

    std::vector<level> levels_;
    std::set<identity> seen_;
    dev_t device_ = 0;  // of the operand
};

bool space_counter::exclude_from(const char *name) {
    input file;
    const bool opened = file.open(name);
    for (std::string_view line; opened && !(line = file.line()).empty();) {
        if (line.back() == '\n') line.remove_suffix(1);
        if (!line.empty()) exclude.emplace_back(line);
    }
    if (opened && !file.error()) return true;
    if (opened) errno = file.error();
    warn_errno("%s", quoted_if_needed(name).c_str());
    return false;
}

uint64_t space_counter::amount(const struct stat &status) const {
    if (inodes) return 1;
    if (!apparent) return static_cast<uint64_t>(status.st_blocks) * 512;
    return static_cast<uint64_t>(status.st_size > 0 ? status.st_size : 0);
}

tree_visitor::verdict space_counter::enter(const tree_entry &entry) {
    if (follows && S_ISLNK(entry.status.st_mode)) {
        failed(entry, failure::status, ENOENT);
        return verdict::skip;
    }
    for (const std::string &glob : exclude)
        if (fnmatch(glob.c_str(), entry.path, 0) == 0 || fnmatch(glob.c_str(), entry.name, 0) == 0)
            return verdict::skip;
    if (entry.depth == 0) device_ = entry.status.st_dev;
    if (one_file_system && entry.status.st_dev != device_) return verdict::skip;
    const bool directory = S_ISDIR(entry.status.st_mode);
    const identity self{entry.status.st_dev, entry.status.st_ino};
    if (!count_links && (directory || entry.status.st_nlink > 1) && !seen_.insert(self).second)
        return verdict::skip;
    const uint64_t own = amount(entry.status);
    if (directory) {
        levels_.push_back({own, 0});
        return verdict::descend;
    }
    if (levels_.empty())
        total += own;
    else
        levels_.back().own += own;
    if ((all && entry.depth <= depth) || entry.depth == 0) print(own, entry.path);
    return verdict::skip;
}

void space_counter::leave(const tree_entry &entry) {
    const level done = levels_.back();
    levels_.pop_back();
    const uint64_t sum = done.own + done.below;
    if (levels_.empty())
        total += sum;
    else
        levels_.back().below += sum;
    if (entry.depth <= depth) print(separate ? done.own : sum, entry.path);
}

void space_counter::failed(const tree_entry &entry, failure what, int reason) {
    if (what == failure::loop) return;
    failure_seen = true;
    complain(entry, what, reason);
}

}  // namespace

int du_main(int, char **argv) {
    options parser(argv, "0abB:cd:DhHklLmPsSt:xX:", names, help);
    space_counter work;
    tree_walk::follow links = tree_walk::follow::never;
    const char *names_from = nullptr;
    bool with_total = false, summarize = false, depth_given = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case '0': work.end = '\0'; break;
        case 'a': work.all = true; break;
        case apparent_code: work.apparent = true; break;
        case 'b':
            work.apparent = true;
            work.format = {1, 0, ""};
            break;
        case 'B': {
            const auto size = size_format::parse(parser.argument());
            if (!size) {
                warn("invalid -B argument %s", quoted(parser.argument()).c_str());
                return 1;
            }
            work.format = *size;
            break;
        }
        case 'c': with_total = true; break;
        case 'd': {
            const auto value = parse_count(parser.argument());
            if (!value)
                return usage_error(1, "invalid maximum depth %s",
                                   quoted(parser.argument()).c_str());
            work.depth = *value;
            depth_given = true;
            break;
        }
        case 'D':
        case 'H': links = tree_walk::follow::operands; break;
        case names_code: names_from = parser.argument(); break;
        case exclude_code: work.exclude.push_back(parser.argument()); break;
        case 'h': work.format = size_format::human(); break;
        case si_code: work.format = size_format::human(1000); break;
        case inodes_code: work.inodes = true; break;
        case 'k': work.format = {1024, 0, ""}; break;
        case 'l': work.count_links = true; break;
        case 'L': links = tree_walk::follow::always; break;
        case 'm': work.format = {1048576, 0, ""}; break;
        case 'P': links = tree_walk::follow::never; break;
        case 's': summarize = true; break;
        case 'S': work.separate = true; break;
        case 't': {
            const char *text = parser.argument();
            const bool negative = *text == '-';
            const auto size = parse_count(text + negative);
            if (!size || (negative && !*size)) {
                warn("invalid --threshold argument %s", quoted(text).c_str());
                return 1;
            }
            (negative ? work.most : work.least) = *size;
            break;
        }
        case 'x': work.one_file_system = true; break;
        case 'X':
            if (!work.exclude_from(parser.argument())) return 1;
            break;
        default: return 1;
        }
    if (work.all && summarize) return usage_error(1, "cannot both summarize and show all entries");
    if (summarize && depth_given && work.depth == 0)
        warn("warning: summarizing is the same as using --max-depth=0");
    else if (summarize && depth_given)
        return usage_error(1, "warning: summarizing conflicts with --max-depth=%llu",
                           static_cast<unsigned long long>(work.depth));
    if (summarize) work.depth = 0;
    if (work.inodes && work.apparent)
        warn("warning: options --apparent-size and -b are ineffective with --inodes");
    if (work.inodes && !work.format.base) work.format = {1, 0, ""};
    work.follows = links == tree_walk::follow::always;
    name_file list;
    if (names_from && !list.read(names_from, parser.operands(), 1)) return 1;
    const auto files = names_from ? list.names() : parser.files(".");
    for (const char *name : files) tree_walk(work, links).visit(name);
    if (with_total) work.print(work.total, "total");
    return work.failure_seen || list.flawed();
}
