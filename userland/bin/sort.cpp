#include "bin/sort/sort_lines.hpp"
#include "lib/choice.hpp"
#include "lib/name_file.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: sort [OPTION]... [FILE]...\n"
    "Write the lines of all FILEs in order; of standard input for none or '-'.\n\n"
    "  -b, --ignore-leading-blanks  blanks in front of keys do not count\n"
    "  -c, --check                only say whether the input is in order; -C, --check=quiet: "
    "silent\n"
    "  -d, --dictionary-order     only blanks, letters and digits count\n"
    "  -f, --ignore-case          lower case as upper case\n"
    "      --files0-from=FILE     sort the files that FILE names, each ended by NUL\n"
    "  -g, --general-numeric-sort by floating-point number\n"
    "  -h, --human-numeric-sort   by number with a letter: 2K, 1G\n"
    "  -i, --ignore-nonprinting   only printable characters count\n"
    "  -k, --key=KEYDEF           by FIELD[.CHAR][OPTIONS][,FIELD[.CHAR][OPTIONS]], counted from "
    "1\n"
    "  -m, --merge                the FILEs are in order already\n"
    "  -M, --month-sort           by month: JAN before FEB\n"
    "  -n, --numeric-sort         by number\n"
    "  -o, --output=FILE          write to FILE, which may be one that is read\n"
    "  -r, --reverse              the other way round\n"
    "  -R, --random-sort          by a random hash of keys\n"
    "  -s, --stable               keep the order of lines with equal keys\n"
    "  -S, -T, --parallel, --batch-size, --compress-program  ignored\n"
    "      --sort=WORD            general-numeric, human-numeric, month, numeric, random, version\n"
    "  -t, --field-separator=CHAR fields end at CHAR, not where blanks begin\n"
    "  -u, --unique               one of the lines with equal keys\n"
    "  -V, --version-sort         numbers inside text by value\n"
    "  -z, --zero-terminated      lines end with NUL\n"
    "      --help                 show this text\n"
    "Status: 0, 1 for a disorder found by -c, 2 for an error.\n";
constexpr int sort_code = 256, check_code = 257, ignored_code = 258, names_code = 259;
constexpr long_option names[] = {{"batch-size", ignored_code, long_option::required},
                                 {"buffer-size", 'S', long_option::required},
                                 {"check", check_code, long_option::optional},
                                 {"compress-program", ignored_code, long_option::required},
                                 {"dictionary-order", 'd'},
                                 {"field-separator", 't', long_option::required},
                                 {"files0-from", names_code, long_option::required},
                                 {"general-numeric-sort", 'g'},
                                 {"human-numeric-sort", 'h'},
                                 {"ignore-case", 'f'},
                                 {"ignore-leading-blanks", 'b'},
                                 {"ignore-nonprinting", 'i'},
                                 {"key", 'k', long_option::required},
                                 {"merge", 'm'},
                                 {"month-sort", 'M'},
                                 {"numeric-sort", 'n'},
                                 {"output", 'o', long_option::required},
                                 {"parallel", ignored_code, long_option::required},
                                 {"random-sort", 'R'},
                                 {"reverse", 'r'},
                                 {"sort", sort_code, long_option::required},
                                 {"stable", 's'},
                                 {"temporary-directory", 'T', long_option::required},
                                 {"unique", 'u'},
                                 {"version-sort", 'V'},
                                 {"zero-terminated", 'z'}};
constexpr choice sort_choices[] = {{"general-numeric", 'g'}, {"human-numeric", 'h'},
                                   {"month", 'M'},           {"numeric", 'n'},
                                   {"random", 'R'},          {"version", 'V'}};
constexpr choice check_choices[] = {{"quiet", 'C'}, {"silent", 'C'}, {"diagnose-first", 'c'}};

class sorter {
public:
    explicit sorter(char **argv) : parser_(argv, "bcCdfghik:mMno:rRsS:t:T:uVz", names, help, 2) {}
    int run();

private:
    int parse();
    int set_separator(const char *text);
    int settle_keys();
    bool read_all(sort_lines &lines, std::span<char *const> files);
    int check(sort_lines &lines, const char *name) const;
    bool redirect() const;

    options parser_;
    sort_plan plan_;
    sort_order global_;
    std::string kinds_;
    char check_ = 0;
    bool merge_ = false;
    const char *output_ = nullptr, *names_from_ = nullptr;
};

int sorter::set_separator(const char *text) {
    char value = text[0];
    if (!value) {
        warn("empty tab");
        return 2;
    }
    if (text[1]) {
        if (std::strcmp(text, "\\0") != 0) {
            warn("multi-character tab %s", quoted(text).c_str());
            return 2;
        }
        value = '\0';
    }
    if (plan_.separator && *plan_.separator != value) {
        warn("incompatible tabs");
        return 2;
    }
    plan_.separator = value;
    return 0;
}

/// The status to end with, or 0.
int sorter::parse() {
    for (int code; (code = parser_.next()) != options::end;) {
        if (code == sort_code || code == check_code) {
            const bool sort = code == sort_code;
            const auto value =
                !sort && !parser_.argument()
                    ? 'c'
                    : choose(sort ? "--sort" : "--check", parser_.argument(),
                             sort ? std::span<const choice>(sort_choices) : check_choices);
            if (!value) return 1;
            code = *value;
        }
        switch (code) {
        case 'c':
        case 'C':
            if (check_ && check_ != code) {
                warn("options '-cC' are incompatible");
                return 2;
            }
            check_ = static_cast<char>(code);
            break;
        case 'k':
            plan_.keys.emplace_back();
            if (!plan_.keys.back().parse(parser_.argument())) return 2;
            break;
        case 'm': merge_ = true; break;
        case 'o':
            if (output_ && std::strcmp(output_, parser_.argument()) != 0) {
                warn("multiple output files specified");
                return 2;
            }
            output_ = parser_.argument();
            break;
        case 's': plan_.stable = true; break;
        case 'S':
        case 'T':
        case ignored_code: break;
        case names_code: names_from_ = parser_.argument(); break;
        case 't':
            if (const int status = set_separator(parser_.argument())) return status;
            break;
        case 'u': plan_.unique = true; break;
        case 'z': plan_.end = '\0'; break;
        default:
            if (code == options::invalid || !global_.set(static_cast<char>(code))) return 2;
            if (std::strchr("ghMnRV", code) && kinds_.find(static_cast<char>(code)) == kinds_.npos)
                kinds_ += static_cast<char>(code);
        }
    }
    return settle_keys();
}

/// Keys without options of their own have the general ones.
int sorter::settle_keys() {
    if (kinds_.size() > 1) {
        std::string letters;
        for (const char each : std::string_view("ghMnRV"))
            if (kinds_.find(each) != kinds_.npos) letters += each;
        warn("options '-%s' are incompatible", letters.c_str());
        return 2;
    }
    for (sort_key &key : plan_.keys)
        if (key.order.is_default()) key.order = global_;
    plan_.reverse = global_.reverse;
    sort_order forward = global_;
    forward.reverse = false;
    if (plan_.keys.empty() && !forward.is_default()) {
        plan_.keys.emplace_back();
        plan_.keys[0].order = global_;
    }
    return 0;
}

bool sorter::read_all(sort_lines &lines, std::span<char *const> files) {
    for (const char *name : files) {
        const bool standard = std::strcmp(name, "-") == 0;
        const int descriptor = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) {
            warn_errno("cannot read: %s", quoted_if_needed(name).c_str());
            return false;
        }
        const bool read = lines.read(descriptor) && lines.end_file();
        if (!read) warn_errno("read failed: %s", quoted_if_needed(name).c_str());
        if (!standard) close(descriptor);
        if (!read) return false;
    }
    return true;
}

int sorter::check(sort_lines &lines, const char *name) const {
    const size_t number = lines.first_disorder();
    if (!number) return 0;
    if (check_ == 'c') {
        const std::string line(lines.text(number));
        std::fprintf(stderr, "sort: %s:%zu: disorder: ", quoted_if_needed(name).c_str(), number);
        std::fwrite(line.data(), 1, line.size(), stderr);
        std::fputc(plan_.end, stderr);
    }
    return 1;
}

/// Makes -o's file standard output.
bool sorter::redirect() const {
    if (!output_) return true;
    const int descriptor = open(output_, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor >= 0 && dup2(descriptor, STDOUT_FILENO) >= 0) {
        if (descriptor != STDOUT_FILENO) close(descriptor);
        return true;
    }
    warn_errno("open failed: %s", quoted_if_needed(output_).c_str());
    return false;
}

int sorter::run() {
    if (const int status = parse()) return status;
    name_file named;
    if (names_from_ && !named.read(names_from_, parser_.operands(), 2)) return 2;
    if (names_from_ && named.names().empty() && !named.flawed())
        warn("no input from %s", quoted(names_from_).c_str());
    if (names_from_ && (named.flawed() || named.names().empty())) return 2;
    const auto files = names_from_ ? named.names() : parser_.files();
    if (check_) {
        if (files.size() > 1) {
            warn("extra operand %s not allowed with -%c", quoted(files[1]).c_str(), check_);
            return 2;
        }
        if (output_) {
            warn("options '-%co' are incompatible", check_);
            return 2;
        }
    }
    sort_lines lines(plan_);
    if (!read_all(lines, files)) return 2;
    if (check_) return check(lines, files[0]);
    if (merge_)
        lines.merge();
    else
        lines.sort();
    if (!redirect()) return 2;
    lines.write();
    return 0;
}

}  // namespace

int sort_main(int, char **argv) {
    out.set_error_status(2);
    return sorter(argv).run();
}
