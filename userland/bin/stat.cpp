#include "lib/account.hpp"
#include "lib/birth_time.hpp"
#include "lib/mode.hpp"
#include "lib/mount_table.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/time_format.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr char help[] =
    "Usage: stat [OPTION]... FILE...\n"
    "Show what is known of each FILE, or with -f of its file system.\n\n"
    "  -c, --format=FORMAT  in this form, with a newline; --printf=FORMAT: with \\ sequences, "
    "without\n"
    "  -f, --file-system    the file system\n"
    "  -L, --dereference    what a link points to\n"
    "  -t, --terse          in one line\n"
    "      --help           show this text\n\n"
    "Files: %a %A permissions, %b %B blocks, %d %D device, %f mode, %F kind, %g %G group, %h "
    "links,\n"
    "%i inode, %m mount point, %n %N name, %o block size, %r %R %t %T device type, %s size,\n"
    "%u %U owner, %w %W birth, %x %X access, %y %Y modification, %z %Z change.\n"
    "File systems: %a %b %f blocks available, all, free, %c %d inodes, free, %i id, %l name "
    "length,\n"
    "%n name, %s %S block sizes, %t %T type.\n";
constexpr int printf_code = 256;
constexpr long_option names[] = {{"dereference", 'L'},
                                 {"file-system", 'f'},
                                 {"format", 'c', long_option::required},
                                 {"printf", printf_code, long_option::required},
                                 {"terse", 't'}};

constexpr char file_format[] =
    "  File: %N\n"
    "  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
    "Device: %Hd,%Ld\tInode: %-10i  Links: %h\n"
    "Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
    "Access: %x\nModify: %y\nChange: %z\n Birth: %w\n";
constexpr char device_format[] =
    "  File: %N\n"
    "  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
    "Device: %Hd,%Ld\tInode: %-10i  Links: %-5h Device type: %Hr,%Lr\n"
    "Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
    "Access: %x\nModify: %y\nChange: %z\n Birth: %w\n";
constexpr char terse_format[] = "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n";
constexpr char system_format[] =
    "  File: \"%n\"\n"
    "    ID: %-8i Namelen: %-7l Type: %T\n"
    "Block size: %-10s Fundamental block size: %S\n"
    "Blocks: Total: %-10b Free: %-10f Available: %a\n"
    "Inodes: Total: %-10c Free: %d\n";
constexpr char system_terse_format[] = "%n %i %l %t %s %S %b %f %a %c %d\n";

struct system_type {
    unsigned long magic;
    const char *name;
};
constexpr system_type system_types[] = {
    {0xef53, "ext2/ext3"}, {0x01021994, "tmpfs"}, {0x9fa0, "proc"},       {0x62656572, "sysfs"},
    {0x1cd1, "devpts"},    {0x58465342, "xfs"},   {0x9123683e, "btrfs"},  {0x794c7630, "overlayfs"},
    {0x4d44, "msdos"},     {0x6969, "nfs"},       {0x50495045, "pipefs"}, {0x534f434b, "sockfs"},
    {0x858458f6, "ramfs"}, {0x9660, "isofs"}};

/// What a directive is replaced by: text, or a number in a base.
struct field {
    std::string text;
    bool number = false;
    long nanoseconds = -1;  ///< of seconds, where a precision asks for them
};

field decimal(uint64_t value) { return {std::to_string(value), true}; }

field in_base(const char *format, unsigned long value) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return {text, true};
}

field time_text(const timespec &when) {
    std::string text;
    append_time_text(text, "%Y-%m-%d %H:%M:%S.%N %z", when);
    return {text};
}

field seconds(const timespec &when) { return {std::to_string(when.tv_sec), true, when.tv_nsec}; }

/// The folder on which the file's file system is mounted.
field mount_point(const char *name) {
    const auto table = read_mount_table();
    const auto entry = table ? find_mount(*table, name) : std::nullopt;
    return {entry ? entry->folder : "?"};
}

struct file_facts {
    const char *name;
    struct stat status;
    timespec birth;  ///< 0 if it is not known
    bool quotes;     ///< around names for %N

    [[nodiscard]] field of(char modifier, char directive) const;
};

std::string name_with_target(const char *name, mode_t mode, bool quotes) {
    const auto shown = [quotes](std::string text) { return quotes ? quoted(text) : text; };
    std::string text = shown(name);
    if (!S_ISLNK(mode)) return text;
    std::string target(4096, '\0');
    const ssize_t size = readlink(name, target.data(), target.size());
    if (size >= 0) text += " -> " + shown(target.substr(0, static_cast<size_t>(size)));
    return text;
}

field file_facts::of(char modifier, char directive) const {
    const auto device = [modifier](dev_t value) {
        return modifier == 'H'   ? decimal(major(value))
               : modifier == 'L' ? decimal(minor(value))
                                 : decimal(value);
    };
    switch (directive) {
    case 'a': return in_base("%lo", status.st_mode & 07777);
    case 'A': return {mode_text(status.st_mode).data()};
    case 'b': return decimal(static_cast<uint64_t>(status.st_blocks));
    case 'B': return decimal(512);
    case 'd': return device(status.st_dev);
    case 'D': return in_base("%lx", status.st_dev);
    case 'f': return in_base("%lx", status.st_mode);
    case 'F': return {file_kind(status.st_mode, status.st_size)};
    case 'g': return decimal(status.st_gid);
    case 'G': return {group_name(status.st_gid) ? group_name(status.st_gid) : "UNKNOWN"};
    case 'h': return decimal(status.st_nlink);
    case 'i': return decimal(status.st_ino);
    case 'm': return mount_point(name);
    case 'n': return {name};
    case 'N': return {name_with_target(name, status.st_mode, quotes)};
    case 'o': return decimal(static_cast<uint64_t>(status.st_blksize));
    case 'r': return device(status.st_rdev);
    case 'R': return in_base("%lx", status.st_rdev);
    case 's': return decimal(static_cast<uint64_t>(status.st_size));
    case 't': return in_base("%lx", major(status.st_rdev));
    case 'T': return in_base("%lx", minor(status.st_rdev));
    case 'u': return decimal(status.st_uid);
    case 'U': return {user_name(status.st_uid) ? user_name(status.st_uid) : "UNKNOWN"};
    case 'w': return birth.tv_sec ? time_text(birth) : field{"-"};
    case 'W': return seconds(birth);
    case 'x': return time_text(status.st_atim);
    case 'X': return seconds(status.st_atim);
    case 'y': return time_text(status.st_mtim);
    case 'Y': return seconds(status.st_mtim);
    case 'z': return time_text(status.st_ctim);
    case 'Z': return seconds(status.st_ctim);
    default: return {"?"};
    }
}

struct system_facts {
    const char *name;
    struct statfs status;

    [[nodiscard]] field of(char, char directive) const;
};

field system_facts::of(char, char directive) const {
    const auto magic = static_cast<unsigned long>(status.f_type);
    switch (directive) {
    case 'a': return decimal(status.f_bavail);
    case 'b': return decimal(status.f_blocks);
    case 'c': return decimal(status.f_files);
    case 'd': return decimal(status.f_ffree);
    case 'f': return decimal(status.f_bfree);
    case 'i': {
        const auto *halves = reinterpret_cast<const unsigned *>(&status.f_fsid);
        return in_base("%lx", static_cast<unsigned long>(halves[0]) << 32 | halves[1]);
    }
    case 'l': return decimal(static_cast<uint64_t>(status.f_namelen));
    case 'n': return {name};
    case 's': return decimal(static_cast<uint64_t>(status.f_bsize));
    case 'S':
        return decimal(static_cast<uint64_t>(status.f_frsize ? status.f_frsize : status.f_bsize));
    case 't': return in_base("%lx", magic);
    case 'T':
        for (const system_type &each : system_types)
            if (each.magic == magic) return {each.name};
        return {"UNKNOWN (0x" + in_base("%lx", magic).text + ')'};
    default: return {"?"};
    }
}

/// Widens `value` as printf's flags, width and precision `shape` ask.
std::string shaped(const field &value, const std::string &shape) {
    const bool left = shape.find('-') != shape.npos;
    size_t at = shape.find_first_not_of("-+ #0");
    const bool zeros = shape.substr(0, at).find('0') != shape.npos && value.number && !left;
    const bool prefix = shape.substr(0, at).find('#') != shape.npos && value.number;
    size_t width = 0, precision = std::string::npos;
    for (; at < shape.size() && shape[at] >= '0' && shape[at] <= '9'; ++at)
        width = std::min<size_t>(width * 10 + static_cast<size_t>(shape[at] - '0'), 65536);
    if (at < shape.size() && shape[at] == '.') {
        // Of seconds a point alone means all that is known of them.
        precision = value.nanoseconds >= 0 && at + 1 == shape.size() ? 9 : 0;
        while (++at < shape.size() && shape[at] >= '0' && shape[at] <= '9')
            precision =
                std::min<size_t>(precision * 10 + static_cast<size_t>(shape[at] - '0'), 65536);
    }
    std::string text = value.text;
    if (value.nanoseconds >= 0 && precision && precision != std::string::npos) {
        std::string digits = std::to_string(1000000000 + value.nanoseconds).substr(1);
        digits.resize(precision, '0');
        text += '.' + digits;
    }
    if (prefix) text = "0" + text;
    if (precision < text.size() && !value.number) text.resize(precision);
    if (text.size() < width)
        text.insert(left ? text.size() : 0, width - text.size(), zeros ? '0' : ' ');
    return text;
}

/// Writes what a backslash at `at` stands for and returns where it ends.
const char *escape(const char *at) {
    static constexpr char letters[] = "abefnrtv", values[] = "\a\b\033\f\n\r\t\v";
    const char c = *++at;
    if (c >= '0' && c <= '7') {
        unsigned value = 0;
        for (int digits = 0; digits < 3 && *at >= '0' && *at <= '7'; ++digits)
            value = value * 8 + static_cast<unsigned>(*at++ - '0');
        out.put(static_cast<char>(value));
        return at;
    }
    if (!c) {
        warn("warning: backslash at end of format");
        out.put('\\');
        return at;
    }
    const char *letter = std::strchr(letters, c);
    if (!letter && c != '\\' && c != '"') warn("warning: unrecognized escape '\\%c'", c);
    out.put(letter ? values[letter - letters] : c);
    return at + 1;
}

/// False after a message about a directive that does not exist.
template <typename Facts>
bool print_format(const char *format, bool escapes, const Facts &facts) {
    for (const char *at = format; *at;) {
        if (*at == '\\' && escapes) {
            at = escape(at);
            continue;
        }
        if (*at != '%') {
            out.put(*at++);
            continue;
        }
        const char *start = ++at;
        at += std::strspn(at, "-+ #0123456789.");
        const std::string shape(start, static_cast<size_t>(at - start));
        const char modifier = (*at == 'H' || *at == 'L') && at[1] ? *at++ : 0;
        // The newline that -c adds is no directive.
        if (!*at || *at == '\n' || (*at == '%' && shape.empty())) {
            out.put('%');
            if (*at == '%') ++at;
            continue;
        }
        out.write(shaped(facts.of(modifier, *at++), shape));
    }
    return true;
}

struct stat_command {
    const char *format = nullptr;
    bool escapes = false, system = false, follow = false, terse = false;

    bool show(const char *name) const;

private:
    bool show_system(const char *name) const;
};

bool stat_command::show_system(const char *name) const {
    system_facts facts{name, {}};
    if (statfs(name, &facts.status) != 0) {
        warn_errno("cannot read file system information for %s", quoted(name).c_str());
        return false;
    }
    return print_format(format  ? format
                        : terse ? system_terse_format
                                : system_format,
                        escapes, facts);
}

bool stat_command::show(const char *name) const {
    if (system) return show_system(name);
    file_facts facts{name, {}, {}, format != nullptr};
    const bool standard = std::strcmp(name, "-") == 0;
    if ((standard
             ? fstat(STDIN_FILENO, &facts.status)
             : fstatat(AT_FDCWD, name, &facts.status, follow ? 0 : AT_SYMLINK_NOFOLLOW)) != 0) {
        if (standard)
            warn_errno("cannot stat standard input");
        else
            warn_errno("cannot statx %s", quoted(name).c_str());
        return false;
    }
    if (!standard) {
        const timespec born = birth_time(AT_FDCWD, name, follow ? 0 : AT_SYMLINK_NOFOLLOW);
        if (born.tv_nsec >= 0) facts.birth = born;
    }
    const bool device = S_ISCHR(facts.status.st_mode) || S_ISBLK(facts.status.st_mode);
    const char *standard_format = terse ? terse_format : device ? device_format : file_format;
    return print_format(format ? format : standard_format, escapes, facts);
}

}  // namespace

int stat_main(int, char **argv) {
    options parser(argv, "c:fLt", names, help);
    stat_command work;
    std::string line;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c':
            line = std::string(parser.argument()) + '\n';
            work.format = line.c_str();
            work.escapes = false;
            break;
        case printf_code:
            work.format = parser.argument();
            work.escapes = true;
            break;
        case 'f': work.system = true; break;
        case 'L': work.follow = true; break;
        case 't': work.terse = true; break;
        default: return 1;
        }
    if (parser.operands().empty()) return usage_error(1, "missing operand");
    int status = 0;
    for (const char *name : parser.operands())
        if (!work.show(name)) status = 1;
    return status;
}
