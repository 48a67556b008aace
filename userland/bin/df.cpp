#include "lib/choice.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/mount_table.hpp"
#include "lib/size_format.hpp"

#include <algorithm>
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
    "      --output[=LIST]      these columns: source, fstype, itotal, iused, iavail, ipcent,\n"
    "                           size, used, avail, pcent, file, target\n"
    "      --total              the sum of all at the end\n"
    "      --help               show this text\n";
enum : int { total = 256, output_code, ignored_code };
constexpr long_option names[] = {{"all", 'a'},
                                 {"block-size", 'B', long_option::required},
                                 {"human-readable", 'h'},
                                 {"si", 'H'},
                                 {"inodes", 'i'},
                                 {"local", 'l'},
                                 {"no-sync", ignored_code},
                                 {"output", output_code, long_option::optional},
                                 {"portability", 'P'},
                                 {"print-type", 'T'},
                                 {"type", 't', long_option::required},
                                 {"exclude-type", 'x', long_option::required},
                                 {"sync", ignored_code},
                                 {"total", total}};

enum column : int {
    source,
    kind,
    inodes_total,
    inodes_used,
    inodes_free,
    inodes_percent,
    size,
    used,
    available,
    percent,
    file,
    target
};
constexpr choice column_names[] = {
    {"source", source},     {"fstype", kind},        {"itotal", inodes_total},
    {"iused", inodes_used}, {"iavail", inodes_free}, {"ipcent", inodes_percent},
    {"size", size},         {"used", used},          {"avail", available},
    {"pcent", percent},     {"file", file},          {"target", target}};

/// What is counted of a file system: bytes, or inodes.
struct space {
    uint64_t size = 0, free = 0, available = 0;
    [[nodiscard]] uint64_t used() const { return size - free; }
    /// Rounded up, as ordinary users see it; - if there is nothing.
    [[nodiscard]] std::string percent() const {
        const uint64_t whole = used() + available;
        const uint64_t value = whole ? (used() * 100 + whole - 1) / whole : 0;
        return whole ? std::to_string(static_cast<unsigned long>(value)) + "%" : "-";
    }
    space &operator+=(const space &other) {
        size += other.size;
        free += other.free;
        available += other.available;
        return *this;
    }
};

/// A row: what is told of a file system.
struct usage {
    const char *device, *kind, *file, *folder;
    space blocks, inodes;
};

struct report {
    bool all = false, inodes = false, posix = false, type = false, sum = false;
    size_format format;
    std::vector<const char *> only, never;
    std::vector<int> columns;  ///< of --output; else those that the other options mean
    bool usual = false;        ///< they are the latter

    /// Takes --output's argument; false after a message.
    bool set_columns(const char *list);
    void choose_columns();

    [[nodiscard]] bool wants(const mount_entry &entry) const;
    /// `file` is the operand. False if the file system does not answer.
    bool add(const mount_entry &entry, const char *file);
    void finish();
    [[nodiscard]] bool empty() const { return rows_.empty(); }

private:
    [[nodiscard]] std::string heading(int which) const;
    [[nodiscard]] std::string text(int which, const usage &of) const;
    void add_row(const usage &of);

    std::vector<std::vector<std::string>> rows_;
    space blocks_, inodes_;  // in all
};

bool report::wants(const mount_entry &entry) const {
    const auto named = [&](const std::vector<const char *> &list) {
        for (const char *each : list)
            if (entry.type == each) return true;
        return false;
    };
    return (only.empty() || named(only)) && !named(never);
}

bool report::set_columns(const char *list) {
    const std::string all = list;
    for (size_t at = 0; at <= all.size();) {
        const size_t comma = std::min(all.find(',', at), all.size());
        const auto which = choose("--output", all.substr(at, comma - at).c_str(), column_names);
        if (!which) return false;
        if (std::find(columns.begin(), columns.end(), *which) != columns.end()) {
            static_cast<void>(usage_error(1, "option --output: field %s used more than once",
                                          quoted(all.substr(at, comma - at)).c_str()));
            return false;
        }
        columns.push_back(*which);
        at = comma + 1;
    }
    return true;
}

void report::choose_columns() {
    if (!columns.empty()) return;
    usual = true;
    columns.push_back(source);
    if (type) columns.push_back(kind);
    for (const int each : {size, used, available, percent})
        columns.push_back(inodes ? each - size + inodes_total : each);
    columns.push_back(target);
}

std::string report::heading(int which) const {
    const bool brief = !usual || (format.base && !inodes);
    switch (which) {
    case source: return "Filesystem";
    case kind: return "Type";
    case inodes_total: return "Inodes";
    case inodes_used: return "IUsed";
    case inodes_free: return "IFree";
    case inodes_percent: return "IUse%";
    case used: return "Used";
    case available: return brief && !posix ? "Avail" : "Available";
    case percent: return posix ? "Capacity" : "Use%";
    case file: return "File";
    case target: return "Mounted on";
    default: break;
    }
    if (format.base) return "Size";
    if (posix) return std::to_string(static_cast<unsigned long>(format.unit)) + "-blocks";
    const bool decimal = format.unit % 1000 == 0;
    std::string unit = size_format::human(decimal ? 1000 : 1024)(format.unit);
    if (unit.size() > 3 && unit.compare(unit.size() - 3, 2, ".0") == 0)
        unit.erase(unit.size() - 3, 2);
    return unit + (decimal ? "B-blocks" : "-blocks");
}

std::string report::text(int which, const usage &of) const {
    const size_format counted = format.base ? format : size_format{1, 0, ""};
    switch (which) {
    case source: return of.device;
    case kind: return of.kind;
    case inodes_total: return counted(of.inodes.size);
    case inodes_used: return counted(of.inodes.used());
    case inodes_free: return counted(of.inodes.available);
    case inodes_percent: return of.inodes.percent();
    case size: return format(of.blocks.size);
    case used: return format(of.blocks.used());
    case available: return format(of.blocks.available);
    case percent: return of.blocks.percent();
    case file: return of.file;
    default: return of.folder;
    }
}

void report::add_row(const usage &of) {
    std::vector<std::string> row;
    if (rows_.empty()) {
        for (const int each : columns) row.push_back(heading(each));
        rows_.push_back(std::move(row));
        row.clear();
    }
    for (const int each : columns) row.push_back(text(each, of));
    rows_.push_back(std::move(row));
}

bool report::add(const mount_entry &entry, const char *file) {
    struct statvfs status{};
    if (statvfs(entry.folder.c_str(), &status) != 0) {
        warn_errno("%s", entry.folder.c_str());
        return false;
    }
    const usage row{entry.device.c_str(),
                    entry.type.c_str(),
                    file,
                    entry.folder.c_str(),
                    {status.f_blocks * status.f_frsize, status.f_bfree * status.f_frsize,
                     status.f_bavail * status.f_frsize},
                    {status.f_files, status.f_ffree, status.f_ffree}};
    add_row(row);
    blocks_ += row.blocks;
    inodes_ += row.inodes;
    return true;
}

size_t minimum_width(int which) {
    switch (which) {
    case source: return 14;
    case kind:
    case percent:
    case inodes_percent:
    case file: return 4;
    default: return 5;
    }
}

void report::finish() {
    if (rows_.empty()) return;
    const bool named = std::find(columns.begin(), columns.end(), source) != columns.end();
    if (sum) add_row({"total", "-", "-", named ? "-" : "total", blocks_, inodes_});
    std::vector<size_t> widths;
    for (const int each : columns) widths.push_back(minimum_width(each));
    for (const auto &row : rows_)
        for (size_t i = 0; i < row.size(); ++i)
            if (row[i].size() > widths[i]) widths[i] = row[i].size();
    for (const auto &row : rows_) {
        for (size_t i = 0; i < row.size(); ++i) {
            const std::string gap(widths[i] - row[i].size(), ' ');
            const int which = columns[i];
            const bool last = i + 1 == row.size();
            const bool left = which == source || which == kind || which == file || which == target;
            if (i) out.put(' ');
            if (!left) out.write(gap);
            out.write(row[i]);
            if (left && !last) out.write(gap);
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
        case output_code:
            if (parser.argument()) {
                if (!result.set_columns(parser.argument())) return 1;
            } else {
                for (const choice &each : column_names) result.columns.push_back(each.value);
            }
            break;
        case ignored_code: break;
        default: return 1;
        }
    if (!result.columns.empty() && (result.inodes || result.posix || result.type))
        return usage_error(1, "options %s and --output are mutually exclusive",
                           result.inodes  ? "-i"
                           : result.posix ? "-P"
                                          : "-T");
    result.choose_columns();
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
        } else if (result.wants(*entry) && !result.add(*entry, path)) {
            status = 1;
        }
    }
    if (parser.operands().empty())
        for (size_t i = 0; i < table->size(); ++i) {
            const mount_entry &entry = (*table)[i];
            if (!result.wants(entry)) continue;
            if (!result.all && (!has_blocks(entry) || is_repeated(*table, i))) continue;
            if (!result.add(entry, "-")) status = 1;
        }
    if (result.empty() && status == 0) {
        warn("no file systems processed");
        return 1;
    }
    result.finish();
    return status;
}
