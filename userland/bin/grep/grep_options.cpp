#include "bin/grep/grep_options.hpp"

#include "lib/choice.hpp"
#include "lib/input.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/target.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fnmatch.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: grep [OPTION]... PATTERNS [FILE]...\n"
    "Write the lines of each FILE that match one of PATTERNS, which stand on lines of their own.\n"
    "No FILE is standard input, with -r the current directory.\n\n"
    "  -E, --extended-regexp   PATTERNS are extended regular expressions\n"
    "  -F, --fixed-strings     PATTERNS are strings; -G, --basic-regexp: basic regular "
    "expressions\n"
    "  -e, --regexp=PATTERNS   several times; -f, --file=FILE: take PATTERNS from FILE\n"
    "  -i, --ignore-case       either case matches\n"
    "  -w, --word-regexp       match whole words; -x, --line-regexp: whole lines\n"
    "  -z, --null-data         lines end with NUL\n\n"
    "  -v, --invert-match      lines that do not match\n"
    "  -m, --max-count=N       the first N of a file\n"
    "  -c, --count             only their number\n"
    "  -l, --files-with-matches  only names of files; -L, --files-without-match: of the others\n"
    "  -o, --only-matching     only the parts that match\n"
    "  -q, --quiet             nothing, only the status\n"
    "  -s, --no-messages       no messages about files that cannot be read\n"
    "  -n, --line-number       -b, --byte-offset: numbers in front of lines\n"
    "  -H, --with-filename     -h, --no-filename: names in front of lines, or not\n"
    "  -T, -Z                  a tab in front of lines; NUL behind names\n"
    "      --label=NAME        name of standard input\n"
    "      --line-buffered     write each line at once\n"
    "  -A, -B, -C NUM          NUM lines after, before, around those that match (also -NUM);\n"
    "                          groups of lines apart by --group-separator=TEXT, or none\n"
    "      --color[=WHEN]      show matches in colour: always, auto or never\n\n"
    "  -a, --text              binary files as text; -I: as without match\n"
    "      --binary-files=TYPE binary, text or without-match\n"
    "  -d, --directories=ACTION  read, skip or recurse; -D, --devices=ACTION  read or skip\n"
    "  -r, --recursive         files in directories; -R: follow all links\n"
    "      --include=GLOB --exclude=GLOB --exclude-dir=GLOB  choose files by name\n"
    "      --help              show this text\n"
    "Status: 0 if a line was selected, 1 if none, 2 for an error.\n";
enum code {
    binary_code = 256,
    colour_code,
    exclude_code,
    exclude_folder_code,
    include_code,
    label_code,
    buffered_code,
    group_code,
    no_group_code,
    no_ignore_code
};
constexpr long_option names[] = {{"after-context", 'A', long_option::required},
                                 {"basic-regexp", 'G'},
                                 {"before-context", 'B', long_option::required},
                                 {"binary-files", binary_code, long_option::required},
                                 {"byte-offset", 'b'},
                                 {"color", colour_code, long_option::optional},
                                 {"colour", colour_code, long_option::optional},
                                 {"context", 'C', long_option::required},
                                 {"count", 'c'},
                                 {"dereference-recursive", 'R'},
                                 {"devices", 'D', long_option::required},
                                 {"directories", 'd', long_option::required},
                                 {"exclude", exclude_code, long_option::required},
                                 {"exclude-dir", exclude_folder_code, long_option::required},
                                 {"extended-regexp", 'E'},
                                 {"file", 'f', long_option::required},
                                 {"files-with-matches", 'l'},
                                 {"files-without-match", 'L'},
                                 {"fixed-strings", 'F'},
                                 {"group-separator", group_code, long_option::required},
                                 {"ignore-case", 'i'},
                                 {"include", include_code, long_option::required},
                                 {"initial-tab", 'T'},
                                 {"invert-match", 'v'},
                                 {"label", label_code, long_option::required},
                                 {"line-buffered", buffered_code},
                                 {"line-number", 'n'},
                                 {"line-regexp", 'x'},
                                 {"max-count", 'm', long_option::required},
                                 {"no-filename", 'h'},
                                 {"no-group-separator", no_group_code},
                                 {"no-ignore-case", no_ignore_code},
                                 {"no-messages", 's'},
                                 {"null", 'Z'},
                                 {"null-data", 'z'},
                                 {"only-matching", 'o'},
                                 {"perl-regexp", 'P'},
                                 {"quiet", 'q'},
                                 {"recursive", 'r'},
                                 {"regexp", 'e', long_option::required},
                                 {"silent", 'q'},
                                 {"text", 'a'},
                                 {"with-filename", 'H'},
                                 {"word-regexp", 'w'}};
constexpr choice directory_choices[] = {{"read", 0}, {"recurse", 2}, {"skip", 1}};

class grep_parser {
public:
    grep_parser(char **argv, grep_options &into)
        : parser_(argv, "0123456789A:aB:bC:cD:d:Ee:Ff:GHhIiLlm:noPqRrsTUvwxyZz", names, help, 2),
          into_(into) {}
    int parse();

private:
    bool apply(int code);
    bool apply_output(int code);
    bool apply_files(int code);
    bool set_context(uint64_t &lines);
    bool set_colour();
    bool add_file(const char *name);
    void add_patterns(std::string_view text);

    options parser_;
    grep_options &into_;
    std::vector<std::string> patterns_;
    bool has_patterns_ = false;
    bool before_given_ = false, after_given_ = false;
    uint64_t digits_ = UINT64_MAX;
    bool in_digits_ = false;  // the option before was a digit
};

void grep_parser::add_patterns(std::string_view text) {
    has_patterns_ = true;
    for (;;) {
        const size_t newline = text.find('\n');
        patterns_.emplace_back(text.substr(0, newline));
        if (newline == text.npos) return;
        text.remove_prefix(newline + 1);
    }
}

bool grep_parser::add_file(const char *name) {
    has_patterns_ = true;
    input file;
    if (!file.open(name)) {
        warn_errno("%s", name);
        return false;
    }
    for (std::string_view line; !(line = file.line()).empty();) {
        if (line.ends_with('\n')) line.remove_suffix(1);
        patterns_.emplace_back(line);
    }
    if (!file.error()) return true;
    errno = file.error();
    warn_errno("%s", name);
    return false;
}

bool grep_parser::set_context(uint64_t &lines) {
    const auto value = parse_count(parser_.argument());
    const size_t length = std::strlen(parser_.argument());
    if (value && parser_.argument()[length - 1] <= '9') {
        lines = *value;
        return into_.context = true;
    }
    bool number = length > 0;
    for (const char *at = parser_.argument(); *at; ++at)
        number = number && *at >= '0' && *at <= '9';
    lines = UINT64_MAX;
    if (!number) warn("%s: invalid context length argument", parser_.argument());
    return (into_.context = number);
}

bool grep_parser::set_colour() {
    const char *when = parser_.argument() ? parser_.argument() : "auto";
    const auto is = [when](const char *word) { return std::strcmp(when, word) == 0; };
    if (is("always") || is("yes") || is("force")) {
        into_.colour = true;
    } else if (is("never") || is("no") || is("none")) {
        into_.colour = false;
    } else if (is("auto") || is("tty") || is("if-tty")) {
        const char *terminal = std::getenv("TERM");
        into_.colour = isatty(STDOUT_FILENO) && terminal && std::strcmp(terminal, "dumb") != 0;
    } else {
        usage_error(2, "%s", "");
        return false;
    }
    return true;
}

bool grep_parser::apply_files(int code) {
    using binary = grep_options::binary;
    switch (code) {
    case 'a': into_.binary_files = binary::text; break;
    case 'I': into_.binary_files = binary::no_match; break;
    case binary_code:
        if (std::strcmp(parser_.argument(), "binary") == 0)
            into_.binary_files = binary::message;
        else if (std::strcmp(parser_.argument(), "text") == 0)
            into_.binary_files = binary::text;
        else if (std::strcmp(parser_.argument(), "without-match") == 0)
            into_.binary_files = binary::no_match;
        else {
            warn("invalid argument '%s' for '--binary-files'", parser_.argument());
            return false;
        }
        break;
    case 'd': {
        const auto value = choose("--directories", parser_.argument(), directory_choices);
        if (!value) return false;
        into_.folders = static_cast<grep_options::directories>(*value);
        break;
    }
    case 'r': into_.folders = grep_options::directories::recurse; break;
    case 'R':
        into_.folders = grep_options::directories::recurse;
        into_.follow_links = true;
        break;
    case 'D': {
        into_.skip_devices = std::strcmp(parser_.argument(), "skip") == 0;
        if (into_.skip_devices || std::strcmp(parser_.argument(), "read") == 0) break;
        warn("unknown devices method");
        return false;
    }
    case include_code: into_.file_rules.push_back({parser_.argument(), true}); break;
    case exclude_code: into_.file_rules.push_back({parser_.argument(), false}); break;
    case exclude_folder_code: {
        std::string glob = parser_.argument();
        while (glob.size() > 1 && glob.ends_with('/')) glob.pop_back();
        into_.excluded_folders.push_back(glob);
        break;
    }
    case label_code: into_.label = parser_.argument(); break;
    case 'P': warn("Perl matching not supported in a --disable-perl-regexp build"); return false;
    default: return false;
    }
    return true;
}

bool grep_parser::apply_output(int code) {
    switch (code) {
    case 'A': after_given_ = true; return set_context(into_.after);
    case 'B': before_given_ = true; return set_context(into_.before);
    case 'C': return set_context(digits_);
    case 'b': into_.byte_offsets = true; break;
    case 'c': into_.count = true; break;
    case 'H': into_.names = 1; break;
    case 'h': into_.names = 0; break;
    case 'L': into_.list = grep_options::listing::others; break;
    case 'l': into_.list = grep_options::listing::matching; break;
    case 'm': {
        const char *text = parser_.argument();
        const auto value = parse_count(text + (*text == '-'));
        if (!value) {
            warn("invalid max count");
            return false;
        }
        into_.most = *text == '-' ? UINT64_MAX : *value;
        break;
    }
    case 'n': into_.line_numbers = true; break;
    case 'o': into_.only_matching = true; break;
    case 'q': into_.quiet = true; break;
    case 's': into_.no_messages = true; break;
    case 'U': break;
    case 'T': into_.initial_tab = true; break;
    case 'Z': into_.name_with_nul = true; break;
    case group_code: into_.group_separator = parser_.argument(); break;
    case no_group_code: into_.group_separator = nullptr; break;
    case buffered_code: into_.line_buffered = true; break;
    case colour_code: return set_colour();
    default: return apply_files(code);
    }
    return true;
}

bool grep_parser::apply(int code) {
    grep_pattern &pattern = into_.pattern;
    switch (code) {
    case 'E': pattern.kind = grep_pattern::syntax::extended; break;
    case 'F': pattern.kind = grep_pattern::syntax::fixed; break;
    case 'G': pattern.kind = grep_pattern::syntax::basic; break;
    case 'e': add_patterns(parser_.argument()); break;
    case 'f': return add_file(parser_.argument());
    case 'i':
    case 'y': pattern.fold = true; break;
    case no_ignore_code: pattern.fold = false; break;
    case 'v': into_.invert = true; break;
    case 'w': pattern.whole_words = true; break;
    case 'x': pattern.whole_lines = true; break;
    case 'z': into_.end = '\0'; break;
    default:
        if (code >= '0' && code <= '9') {
            const auto digit = static_cast<uint64_t>(code - '0');
            digits_ = parser_.starts_word() || !in_digits_
                          ? digit
                          : std::min<uint64_t>(digits_, 1u << 30) * 10 + digit;
            return into_.context = true;
        }
        return code != options::invalid && apply_output(code);
    }
    return true;
}

int grep_parser::parse() {
    for (int code; (code = parser_.next()) != options::end;) {
        if (!apply(code)) return 2;
        in_digits_ = code >= '0' && code <= '9';
    }
    if (digits_ != UINT64_MAX) {
        if (!before_given_) into_.before = digits_;
        if (!after_given_) into_.after = digits_;
    }
    std::span<char *> operands = parser_.operands();
    if (!has_patterns_) {
        if (operands.empty()) {
            std::fputs(
                "Usage: grep [OPTION]... PATTERNS [FILE]...\n"
                "Try 'grep --help' for more information.\n",
                stderr);
            return 2;
        }
        add_patterns(operands[0]);
        operands = operands.subspan(1);
    }
    into_.files.assign(operands.begin(), operands.end());
    if (into_.quiet) into_.list = grep_options::listing::none;
    if (into_.count || into_.quiet || into_.list != grep_options::listing::none) {
        into_.before = into_.after = 0;
        into_.context = false;
    }
    if (into_.pattern.whole_lines) into_.pattern.whole_words = false;
    return into_.pattern.compile(patterns_, into_.end) ? 0 : 2;
}

}  // namespace

int grep_options::parse(char **argv) {
    usage_line = "Usage: grep [OPTION]... PATTERNS [FILE]...\n";
    return grep_parser(argv, *this).parse();
}

bool grep_options::selects(const char *name, bool folder) const {
    const std::string last = last_component(name);
    const auto fits = [&](const char *glob) {
        return fnmatch(glob, name, 0) == 0 || fnmatch(glob, last.c_str(), 0) == 0;
    };
    if (folder)
        return std::none_of(excluded_folders.begin(), excluded_folders.end(),
                            [&](const std::string &glob) { return fits(glob.c_str()); });
    // What no rule is about is searched unless the first rule says what to search.
    bool selected = file_rules.empty() || !file_rules[0].include;
    for (const name_rule &rule : file_rules)
        if (rule.include != selected && fits(rule.glob)) selected = rule.include;
    return selected;
}
