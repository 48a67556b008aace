#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/mount_table.hpp"
#include "lib/size_format.hpp"

#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <vector>

namespace {

constexpr char help[] =
    "Usage: df [OPTION]... [FILE]...\n"
    "Print the space on the file systems that the FILEs are in, or on all.\n\n"
    "  -a, --all                also file systems without blocks, and hidden ones\n"
    "  -B, --block-size=SIZE    count in units of SIZE\n"
    "  -h, --human-readable     sizes such as 1023M, in powers of 1024\n"
    "  -H, --si                 the same in powers of 1000\n"
    "  -i, --inodes             inodes instead of blocks\n"
    "  -k                       count in units of 1024 bytes (the default)\n"
    "  -l, --local              has an effect on network file systems only\n"
    "  -P, --portability        the headings that POSIX prescribes\n"
    "  -T, --print-type         the type of each file system\n"
    "  -t, --type=TYPE          only file systems of TYPE\n"
    "  -x, --exclude-type=TYPE  none of TYPE\n"
    "      --total              the sum of all at the end\n"
    "      --help               show this text\n";
enum : int { total = 256 };
constexpr long_option names[] = {{"all", 'a'},
                                 {"block-size", 'B', long_option::required},
                                 {"human-readable", 'h'},
                                 {"si", 'H'},
                                 {"inodes", 'i'},
                                 {"local", 'l'},
                                 {"portability", 'P'},
                                 {"print-type", 'T'},
                                 {"type", 't', long_option::required},
                                 {"exclude-type", 'x', long_option::required},
                                 {"total", total}};

/// What is counted of a file system: bytes, or inodes.
struct space {
    uint64_t size = 0, free = 0, available = 0;
    [[nodiscard]] uint64_t used() const { return size - free; }
};

struct report {
    bool all = false, inodes = false, posix = false, type = false, sum = false;
    size_format format;
    std::vector<const char *> only, never;

    [[nodiscard]] bool wants(const mount_entry &entry) const;
    /// False if the file system does not answer.
    bool add(const mount_entry &entry);
    void finish();
    [[nodiscard]] bool empty() const { return rows_.empty(); }

private:
    void add_heading();
    void add_row(const char *device, const char *kind, const char *folder, const space &count);

    std::vector<std::vector<std::string>> rows_;
    space sum_;
};

bool report::wants(const mount_entry &entry) const {
    const auto named = [&](const std::vector<const char *> &list) {
        for (const char *each : list)
            if (entry.type == each) return true;
        return false;
    };
    return (only.empty() || named(only)) && !named(never);
}

void report::add_heading() {
    std::string unit = inodes ? "Inodes" : format.base ? "Size" : "";
    if (unit.empty() && posix)
        unit = std::to_string(static_cast<unsigned long>(format.unit)) + "-blocks";
    if (unit.empty()) {
        const bool decimal = format.unit % 1000 == 0;
        unit = size_format::human(decimal ? 1000 : 1024)(format.unit);
        if (unit.size() > 3 && unit.compare(unit.size() - 3, 2, ".0") == 0)
            unit.erase(unit.size() - 3, 2);
        unit += decimal ? "B-blocks" : "-blocks";
    }
    std::vector<std::string> heading{"Filesystem"};
    if (type) heading.emplace_back("Type");
    const bool brief = format.base && !inodes;
    heading.push_back(unit);
    heading.emplace_back(inodes ? "IUsed" : "Used");
    heading.emplace_back(inodes ? "IFree" : brief && !posix ? "Avail" : "Available");
    heading.emplace_back(inodes ? "IUse%" : posix ? "Capacity" : "Use%");
    heading.emplace_back("Mounted on");
    rows_.push_back(std::move(heading));
}

void report::add_row(const char *device, const char *kind, const char *folder, const space &count) {
    if (rows_.empty()) add_heading();
    const size_format shown = inodes && !format.base ? size_format{1, 0, ""} : format;
    std::vector<std::string> row{device};
    if (type) row.emplace_back(kind);
    row.push_back(shown(count.size));
    row.push_back(shown(count.used()));
    row.push_back(shown(count.available));
    const uint64_t whole = count.used() + count.available;
    const uint64_t per_cent = whole ? (count.used() * 100 + whole - 1) / whole : 0;
    row.push_back(whole ? std::to_string(static_cast<unsigned long>(per_cent)) + "%" : "-");
    row.emplace_back(folder);
    rows_.push_back(std::move(row));
}

bool report::add(const mount_entry &entry) {
    struct statvfs status{};
    if (statvfs(entry.folder.c_str(), &status) != 0) {
        warn_errno("%s", entry.folder.c_str());
        return false;
    }
    space count{status.f_files, status.f_ffree, status.f_ffree};
    if (!inodes)
        count = {status.f_blocks * status.f_frsize, status.f_bfree * status.f_frsize,
                 status.f_bavail * status.f_frsize};
    add_row(entry.device.c_str(), entry.type.c_str(), entry.folder.c_str(), count);
    sum_.size += count.size;
    sum_.free += count.free;
    sum_.available += count.available;
    return true;
}

void report::finish() {
    if (rows_.empty()) return;
    if (sum) add_row("total", "-", "-", sum_);
    std::vector<size_t> widths(rows_[0].size(), 0);
    widths[0] = 14;
    for (size_t i = 1; i < widths.size(); ++i) widths[i] = type && i == 1 ? 4 : 5;
    widths[widths.size() - 2] = 4;
    for (const auto &row : rows_)
        for (size_t i = 0; i < row.size(); ++i)
            if (row[i].size() > widths[i]) widths[i] = row[i].size();
    for (const auto &row : rows_) {
        for (size_t i = 0; i < row.size(); ++i) {
            const std::string gap(widths[i] - row[i].size(), ' ');
            const bool last = i + 1 == row.size(), left = i == 0 || (type && i == 1);
            if (i) out.put(' ');
            if (!left && !last) out.write(gap);
            out.write(row[i]);
            if (left) out.write(gap);
        }
        out.put('\n');
    }
}

/// Whether a later mount hides this one, or shows the same file system under a shorter name.
bool is_repeated(const std::vector<mount_entry> &table, size_t which) {
    struct stat here{}, there{};
    if (stat(table[which].folder.c_str(), &here) != 0) return false;
    for (size_t i = 0; i < table.size(); ++i) {
        if (i == which || stat(table[i].folder.c_str(), &there) != 0) continue;
        if (here.st_dev != there.st_dev) continue;
        const size_t length = table[which].folder.size(), other = table[i].folder.size();
        if (other < length || (other == length && i > which)) return true;
    }
    return false;
}

bool has_blocks(const mount_entry &entry) {
    struct statvfs status{};
    return statvfs(entry.folder.c_str(), &status) != 0 || status.f_blocks != 0;
}

}  // namespace

int df_main(int, char **argv) {
    options parser(argv, "aB:hHiklmPTt:x:", names, help);
    report result;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a': result.all = true; break;
        case 'B': {
            const auto format = size_format::parse(parser.argument());
            if (!format) {
                warn("invalid -B argument '%s'", parser.argument());
                return 1;
            }
            result.format = *format;
            break;
        }
        case 'h': result.format = size_format::human(); break;
        case 'H': result.format = size_format::human(1000); break;
        case 'i': result.inodes = true; break;
        case 'k': result.format = {}; break;
        case 'm': result.format = {1024 * 1024, 0, ""}; break;
        case 'l': break;
        case 'P': result.posix = true; break;
        case 'T': result.type = true; break;
        case 't': result.only.push_back(parser.argument()); break;
        case 'x': result.never.push_back(parser.argument()); break;
        case total: result.sum = true; break;
        default: return 1;
        }
    const auto table = read_mount_table();
    if (!table) {
        warn_errno("cannot read table of mounted file systems");
        return 1;
    }
    int status = 0;
    for (const char *path : parser.operands()) {
        const auto entry = find_mount(*table, path);
        if (!entry) {
            warn_errno("%s", path);
            status = 1;
        } else if (result.wants(*entry) && !result.add(*entry)) {
            status = 1;
        }
    }
    if (parser.operands().empty())
        for (size_t i = 0; i < table->size(); ++i) {
            const mount_entry &entry = (*table)[i];
            if (!result.wants(entry)) continue;
            if (!result.all && (!has_blocks(entry) || is_repeated(*table, i))) continue;
            if (!result.add(entry)) status = 1;
        }
    if (result.empty() && status == 0) {
        warn("no file systems processed");
        return 1;
    }
    result.finish();
    return status;
}
