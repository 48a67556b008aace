#include "lib/choice.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "bin/ls/ls_style.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: ls [OPTION]... [FILE]...\n"
    "List each FILE, and what is in it if it is a directory; the current directory for none.\n\n"
    "  -a, --all                  also names that begin with '.'\n"
    "  -A, --almost-all           the same without . and ..\n"
    "  -b, --escape               escape unprintable characters as in C\n"
    "      --block-size=SIZE      count in units of SIZE (K, M, 1000, ...)\n"
    "  -B, --ignore-backups       leave out names that end with '~'\n"
    "  -c                         time of the last change of status; sort by it without -l\n"
    "  -C, -x, -m                 columns; the same filled across; separated by commas\n"
    "      --color[=WHEN]         colours: always, auto (on a terminal) or never\n"
    "  -d, --directory            directories themselves, not what is in them\n"
    "  -f                         as the directory has them: -aU, no -ls, no colours\n"
    "  -F, --classify[=WHEN]      one of */=@| behind a name tells the type\n"
    "      --file-type            the same without '*'; -p, --indicator-style=slash: only '/'\n"
    "      --full-time            -l with all of the time\n"
    "  -g, -o                     -l without owner; without group (also -G, --no-group)\n"
    "      --group-directories-first  directories before files\n"
    "  -h, --human-readable       sizes like 12K, 3.4M; --si: powers of 1000\n"
    "  -H, -L                     follow links given as FILE; follow all links (--dereference)\n"
    "      --hide=PATTERN, -I, --ignore=PATTERN  leave out names that match (-I: even with -a)\n"
    "  -i, --inode                inode numbers\n"
    "  -k, --kibibytes            count blocks in units of 1024 bytes\n"
    "  -l                         one line each: mode, links, owner, group, size, time, name\n"
    "  -n, --numeric-uid-gid      -l with numbers for owner and group\n"
    "  -N, --literal              names as they are; -q, --hide-control-chars: '?' for control\n"
    "  -Q, --quote-name           names in double quotes\n"
    "  -r, --reverse              in reverse order\n"
    "  -R, --recursive            directories inside directories too\n"
    "  -s, --size                 blocks taken\n"
    "  -S, -t, -X, -v, -U         sort by size, time, extension, version, not at all "
    "(--sort=WORD)\n"
    "  -T, --tabsize=COLUMNS      -w, --width=COLUMNS (0: no limit)\n"
    "      --time=WORD            atime (-u), ctime (-c), mtime or birth\n"
    "      --time-style=STYLE     full-iso, long-iso, iso, locale or +FORMAT\n"
    "      --zero                 end lines with NUL\n"
    "  -1                         one name a line\n"
    "      --help                 show this text\n"
    "Status: 0, 1 for a problem inside a directory, 2 for a FILE that cannot be listed.\n";

enum code {
    colour_code = 256,
    file_type_code,
    full_time_code,
    directories_first_code,
    hide_code,
    si_code,
    indicator_code,
    quoting_code,
    sort_code,
    time_code,
    time_style_code,
    block_size_code,
    classify_code,
    format_code,
    zero_code,
    show_control_code
};
constexpr long_option names[] = {{"all", 'a'},
                                 {"almost-all", 'A'},
                                 {"block-size", block_size_code, long_option::required},
                                 {"classify", classify_code, long_option::optional},
                                 {"color", colour_code, long_option::optional},
                                 {"dereference", 'L'},
                                 {"dereference-command-line", 'H'},
                                 {"directory", 'd'},
                                 {"escape", 'b'},
                                 {"file-type", file_type_code},
                                 {"format", format_code, long_option::required},
                                 {"full-time", full_time_code},
                                 {"group-directories-first", directories_first_code},
                                 {"hide", hide_code, long_option::required},
                                 {"hide-control-chars", 'q'},
                                 {"human-readable", 'h'},
                                 {"ignore", 'I', long_option::required},
                                 {"ignore-backups", 'B'},
                                 {"indicator-style", indicator_code, long_option::required},
                                 {"inode", 'i'},
                                 {"kibibytes", 'k'},
                                 {"literal", 'N'},
                                 {"no-group", 'G'},
                                 {"numeric-uid-gid", 'n'},
                                 {"quote-name", 'Q'},
                                 {"quoting-style", quoting_code, long_option::required},
                                 {"recursive", 'R'},
                                 {"reverse", 'r'},
                                 {"show-control-chars", show_control_code},
                                 {"si", si_code},
                                 {"size", 's'},
                                 {"sort", sort_code, long_option::required},
                                 {"tabsize", 'T', long_option::required},
                                 {"time", time_code, long_option::required},
                                 {"time-style", time_style_code, long_option::required},
                                 {"width", 'w', long_option::required},
                                 {"zero", zero_code}};

constexpr choice when_choices[] = {{"always", 1}, {"yes", 1}, {"force", 1},
                                   {"never", 0},  {"no", 0},  {"none", 0},
                                   {"auto", 2},   {"tty", 2}, {"if-tty", 2}};
using order = ls_style::order;
using format = ls_style::format;
using indicator = ls_style::indicator;
using which_time = ls_style::which_time;
using quoting = ls_style::quoting;

constexpr choice sort_choices[] = {
    {"none", int(order::none)},       {"time", int(order::time)},
    {"size", int(order::size)},       {"extension", int(order::extension)},
    {"version", int(order::version)}, {"width", int(order::width)}};
constexpr choice format_choices[] = {
    {"verbose", int(format::lines)},    {"long", int(format::lines)},
    {"commas", int(format::commas)},    {"horizontal", int(format::across)},
    {"across", int(format::across)},    {"vertical", int(format::vertical)},
    {"single-column", int(format::one)}};
constexpr choice indicator_choices[] = {{"none", int(indicator::none)},
                                        {"slash", int(indicator::slash)},
                                        {"file-type", int(indicator::type)},
                                        {"classify", int(indicator::classify)}};
constexpr choice time_choices[] = {
    {"atime", int(which_time::accessed)},        {"access", int(which_time::accessed)},
    {"use", int(which_time::accessed)},          {"ctime", int(which_time::changed)},
    {"status", int(which_time::changed)},        {"mtime", int(which_time::modified)},
    {"modification", int(which_time::modified)}, {"birth", int(which_time::born)},
    {"creation", int(which_time::born)}};
constexpr choice quoting_choices[] = {{"literal", int(quoting::literal)},
                                      {"shell-escape", int(quoting::shell)},
                                      {"shell", int(quoting::shell)},
                                      {"shell-escape-always", int(quoting::shell_always)},
                                      {"shell-always", int(quoting::shell_always)},
                                      {"c", int(quoting::c)},
                                      {"escape", int(quoting::escape)}};

class ls_parser {
public:
    ls_parser(char **argv, ls_style &style)
        : options_(argv, "aAbBcCdfFgGhHiI:klLmnNopqQrRsStT:uUvw:xX1", names, help, 2),
          style_(style) {}

    /// 0, or the status to end with after a message.
    int parse(std::vector<char *> &operands);

private:
    bool apply(int code);
    bool apply_format(int code);
    bool apply_word(int code);
    bool set_time_style();
    bool set_when(const char *option, bool &target);
    bool set_columns(const char *what, unsigned &target);
    void settle();
    template <typename T>
    bool set(const char *option, std::span<const choice> choices, T &target) {
        const auto value = choose(option, options_.argument(), choices);
        if (value) target = static_cast<T>(*value);
        if (!value) status_ = 1;
        return value.has_value();
    }
    void sort_by(order by) {
        style_.sort = by;
        sort_given_ = true;
    }
    void show_time(which_time time) {
        style_.time = time;
        time_given_ = true;
    }
    void format_as(format layout) {
        style_.layout = layout;
        format_given_ = true;
    }
    void quote_as(quoting style) {
        style_.quotes = style;
        quoting_given_ = true;
    }

    options options_;
    ls_style &style_;
    int status_ = 2;
    bool sort_given_ = false, time_given_ = false, format_given_ = false, quoting_given_ = false;
    bool width_given_ = false, marks_given_ = false;
    const char *time_style_ = nullptr;
};

bool ls_parser::set_when(const char *option, bool &target) {
    int value = 1;
    if (options_.argument() && !set(option, when_choices, value)) return false;
    target = value == 2 ? isatty(STDOUT_FILENO) : value;
    return true;
}

bool ls_parser::set_columns(const char *what, unsigned &target) {
    // As in C; a number beyond all sizes stands for the greatest.
    const char *text = options_.argument();
    char *rest;
    const unsigned long long value = std::strtoull(text, &rest, 0);
    const bool valid = *text >= '0' && *text <= '9' && !*rest;
    if (!valid) warn("invalid %s: %s", what, quoted(text).c_str());
    target = static_cast<unsigned>(std::min(value, 1ull << 30));
    return valid;
}

bool ls_parser::set_time_style() {
    const char *text = time_style_;
    if (std::strncmp(text, "posix-", 6) == 0) return true;
    std::string &recent = style_.recent_format, &old = style_.old_format;
    if (*text == '+') {
        const std::string both = text + 1;
        const size_t newline = both.find('\n');
        old = both.substr(0, newline);
        recent = newline == both.npos ? old : both.substr(newline + 1);
    } else if (std::strcmp(text, "full-iso") == 0) {
        recent = old = "%Y-%m-%d %H:%M:%S.%N %z";
    } else if (std::strcmp(text, "long-iso") == 0) {
        recent = old = "%Y-%m-%d %H:%M";
    } else if (std::strcmp(text, "iso") == 0) {
        recent = "%m-%d %H:%M";
        old = "%Y-%m-%d ";
    } else if (std::strcmp(text, "locale") != 0) {
        warn("invalid argument %s for 'time style'", quoted(text).c_str());
        std::fputs(
            "Valid arguments are:\n  - [posix-]full-iso\n  - [posix-]long-iso\n"
            "  - [posix-]iso\n  - [posix-]locale\n"
            "  - +FORMAT (e.g., +%H:%M) for a 'date'-style format\n"
            "Try 'ls --help' for more information.\n",
            stderr);
        return false;
    }
    return true;
}

bool ls_parser::apply_word(int code) {
    switch (code) {
    case colour_code: return set_when("--color", style_.colour);
    case classify_code: {
        bool on = false;
        if (!set_when("--classify", on)) return false;
        if (on) style_.indicators = indicator::classify;
        return true;
    }
    case indicator_code: return set("--indicator-style", indicator_choices, style_.indicators);
    case quoting_code:
        quoting_given_ = true;
        return set("--quoting-style", quoting_choices, style_.quotes);
    case sort_code: sort_given_ = true; return set("--sort", sort_choices, style_.sort);
    case time_code: time_given_ = true; return set("--time", time_choices, style_.time);
    case format_code: format_given_ = true; return set("--format", format_choices, style_.layout);
    case block_size_code: {
        const auto size = size_format::parse(options_.argument());
        if (!size) warn("invalid --block-size argument %s", quoted(options_.argument()).c_str());
        if (size) style_.block_size = style_.file_size = *size;
        return size.has_value();
    }
    case 'T': return set_columns("tab size", style_.tab);
    case 'w': width_given_ = true; return set_columns("line width", style_.width);
    default: return false;
    }
}

bool ls_parser::apply_format(int code) {
    switch (code) {
    case '1':
        if (!format_given_ || !style_.long_format()) format_as(format::one);
        return true;
    case 'C': format_as(format::vertical); return true;
    case 'x': format_as(format::across); return true;
    case 'm': format_as(format::commas); return true;
    case 'g': style_.owner = false; break;
    case 'o': style_.group = false; break;
    case 'n': style_.numeric = true; break;
    case full_time_code: time_style_ = "full-iso"; break;
    case 'l': break;
    default: return apply_word(code);
    }
    format_as(format::lines);
    return true;
}

bool ls_parser::apply(int code) {
    ls_style &s = style_;
    switch (code) {
    case 'a':
    case 'A':
        s.all = code == 'a';
        s.almost_all = code == 'A';
        break;
    case 'b': quote_as(quoting::escape); break;
    case 'B': s.no_backups = true; break;
    case 'c': show_time(which_time::changed); break;
    case 'd': s.directories_as_files = true; break;
    case 'f':
        s.all = true;
        sort_by(order::none);
        if (s.long_format()) s.layout = isatty(STDOUT_FILENO) ? format::vertical : format::one;
        s.blocks = s.colour = false;
        break;
    case 'F': s.indicators = indicator::classify; break;
    case file_type_code: s.indicators = indicator::type; break;
    case 'p': s.indicators = indicator::slash; break;
    case 'G': s.group = false; break;
    case 'h': s.block_size = s.file_size = size_format::human(); break;
    case si_code: s.block_size = s.file_size = size_format::human(1000); break;
    case 'H': s.follow = ls_style::links::operands; break;
    case 'L': s.follow = ls_style::links::always; break;
    case 'i': s.inode = true; break;
    case 'I': s.ignore.push_back(options_.argument()); break;
    case hide_code: s.hide.push_back(options_.argument()); break;
    case 'k': break;
    case 'N': quote_as(quoting::literal); break;
    case 'Q': quote_as(quoting::c); break;
    case 'q': s.question_marks = marks_given_ = true; break;
    case show_control_code:
        s.question_marks = false;
        marks_given_ = true;
        break;
    case 'r': s.reverse = true; break;
    case 'R': s.recursive = true; break;
    case 's': s.blocks = true; break;
    case 'S': sort_by(order::size); break;
    case 't': sort_by(order::time); break;
    case 'u': show_time(which_time::accessed); break;
    case 'U': sort_by(order::none); break;
    case 'v': sort_by(order::version); break;
    case 'X': sort_by(order::extension); break;
    case directories_first_code: s.directories_first = true; break;
    case time_style_code: time_style_ = options_.argument(); break;
    case zero_code:
        s.zero = true;
        s.colour = false;
        if (!s.long_format()) format_as(format::one);
        quote_as(quoting::literal);
        break;
    default: return apply_format(code);
    }
    return true;
}

/// What depends on several options, the environment and the terminal.
void ls_parser::settle() {
    const bool terminal = isatty(STDOUT_FILENO);
    if (!format_given_ && terminal) style_.layout = format::vertical;
    if (!marks_given_) style_.question_marks = terminal;
    const char *quoting_word = std::getenv("QUOTING_STYLE");
    if (!quoting_given_ && quoting_word) {
        for (const choice &each : quoting_choices)
            if (std::strcmp(each.word, quoting_word) == 0)
                quote_as(static_cast<quoting>(each.value));
        if (!quoting_given_)
            warn("ignoring invalid value of environment variable QUOTING_STYLE: %s",
                 quoted(quoting_word).c_str());
    }
    if (!quoting_given_ && terminal) style_.quotes = quoting::shell;
    if (time_given_ && !sort_given_ && !style_.long_format()) style_.sort = order::time;
    if (!width_given_) {
        winsize size{};
        const char *columns = std::getenv("COLUMNS");
        const auto wanted = columns && *columns ? parse_count(columns) : std::nullopt;
        if (wanted)
            style_.width = static_cast<unsigned>(std::min<uint64_t>(*wanted, 1u << 30));
        else if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
            style_.width = size.ws_col;
    }
    if (style_.follow == ls_style::links::decide &&
        (style_.directories_as_files || style_.long_format() ||
         style_.indicators == indicator::classify))
        style_.follow = ls_style::links::never;
}

int ls_parser::parse(std::vector<char *> &operands) {
    for (int code; (code = options_.next()) != options::end;)
        if (code == options::invalid || !apply(code)) return status_;
    if (!time_style_ && style_.long_format()) time_style_ = std::getenv("TIME_STYLE");
    if (time_style_ && *time_style_ && !set_time_style()) return 2;
    settle();
    operands.assign(options_.operands().begin(), options_.operands().end());
    return 0;
}

}  // namespace

int parse_ls_options(char **argv, ls_style &style, std::vector<char *> &operands) {
    return ls_parser(argv, style).parse(operands);
}
