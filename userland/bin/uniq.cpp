#include "lib/choice.hpp"
#include "lib/input.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: uniq [OPTION]... [INPUT [OUTPUT]]\n"
    "Write INPUT with adjacent equal lines reduced to one.\n\n"
    "  -c, --count            put the number of occurrences before each line\n"
    "  -d, --repeated         only lines that occur more than once\n"
    "  -D, --all-repeated[=METHOD]  the same, each as often as it occurs; empty lines between:\n"
    "                         none, prepend, separate\n"
    "  -f, --skip-fields=N    do not compare the first N fields\n"
    "      --group[=METHOD]   all lines, empty lines between groups of equal ones: separate, "
    "prepend,\n"
    "                         append, both\n"
    "  -i, --ignore-case      upper and lower case are equal\n"
    "  -s, --skip-chars=N     do not compare the first N bytes (after the fields)\n"
    "  -u, --unique           only lines that occur once\n"
    "  -w, --check-chars=N    compare at most N bytes\n"
    "  -z, --zero-terminated  lines end with NUL\n"
    "      --help             show this text\n";
constexpr int group_code = 256;
constexpr long_option names[] = {
    {"all-repeated", 'D', long_option::optional}, {"count", 'c'},
    {"group", group_code, long_option::optional}, {"repeated", 'd'},
    {"skip-fields", 'f', long_option::required},  {"ignore-case", 'i'},
    {"skip-chars", 's', long_option::required},   {"unique", 'u'},
    {"check-chars", 'w', long_option::required},  {"zero-terminated", 'z'}};

/// Where empty lines stand.
enum delimit { none, prepend, separate, append, both };
constexpr choice repeated_methods[] = {
    {"none", none}, {"prepend", prepend}, {"separate", separate}};
constexpr choice group_methods[] = {
    {"prepend", prepend}, {"append", append}, {"separate", separate}, {"both", both}};

struct filter {
    bool all_repeated = false, group = false;
    int method = none;
    bool count = false, repeated = false, unique = false, ignore_case = false;
    uint64_t fields = 0, characters = 0, checked = UINT64_MAX;
    char end = '\n';

    void run(input &file);

private:
    [[nodiscard]] std::string_view key(std::string_view line) const;
    [[nodiscard]] bool equal(std::string_view a, std::string_view b) const;
    void emit(std::string_view line, uint64_t times) const;
    void emit_all(std::string_view first, std::string_view line, uint64_t times);

    bool begun_ = false;  // a group has been written
};

std::string_view filter::key(std::string_view line) const {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    for (uint64_t left = fields; left && !line.empty(); --left) {
        while (!line.empty() && blank(line.front())) line.remove_prefix(1);
        while (!line.empty() && !blank(line.front())) line.remove_prefix(1);
    }
    line.remove_prefix(characters < line.size() ? characters : line.size());
    return line.substr(0, checked < line.size() ? checked : line.size());
}

bool filter::equal(std::string_view a, std::string_view b) const {
    if (a.size() != b.size()) return false;
    if (!ignore_case) return std::memcmp(a.data(), b.data(), a.size()) == 0;
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    for (size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

void filter::emit(std::string_view line, uint64_t times) const {
    if ((repeated && times == 1) || (unique && times > 1)) return;
    if (count) out.print("%7llu ", static_cast<unsigned long long>(times));
    out.write(line);
    out.put(end);
}

/// Writes a line that came for the `times`-th time, where `first` came first.
void filter::emit_all(std::string_view first, std::string_view line, uint64_t times) {
    const uint64_t begins = all_repeated ? 2 : 1;
    if (times < begins) return;
    if (times == begins) {
        if (method == prepend || (begun_ ? method != none : method == both)) out.put(end);
        begun_ = true;
        if (all_repeated) {
            out.write(first);
            out.put(end);
        }
    }
    out.write(line);
    out.put(end);
}

void filter::run(input &file) {
    const bool every = all_repeated || group;
    std::string previous;
    uint64_t times = 0;
    for (std::string_view line; !(line = file.line(end)).empty();) {
        if (line.back() == end) line.remove_suffix(1);
        const bool same = times && equal(key(previous), key(line));
        if (times && !same && !every) emit(previous, times);
        times = same ? times + 1 : 1;
        if (!same) previous.assign(line);
        if (every) emit_all(previous, line, times);
    }
    if (times && !every) emit(previous, times);
    if (begun_ && (method == append || method == both)) out.put(end);
}

}  // namespace

int uniq_main(int, char **argv) {
    options parser(argv, "cdDf:is:uw:z", names, help);
    filter work;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c': work.count = true; break;
        case 'd': work.repeated = true; break;
        case 'D':
        case group_code: {
            const bool group = code == group_code;
            (group ? work.group : work.all_repeated) = true;
            work.method = group ? separate : none;
            if (!parser.argument()) break;
            const auto method = group
                                    ? choose("--group", parser.argument(), group_methods)
                                    : choose("--all-repeated", parser.argument(), repeated_methods);
            if (!method) return 1;
            work.method = *method;
            break;
        }
        case 'i': work.ignore_case = true; break;
        case 'u': work.unique = true; break;
        case 'z': work.end = '\0'; break;
        case 'f':
        case 's':
        case 'w': {
            const auto value = parse_count(parser.argument());
            if (!value) {
                warn("%s: invalid number of %s", parser.argument(),
                     code == 'f'   ? "fields to skip"
                     : code == 's' ? "bytes to skip"
                                   : "bytes to compare");
                return 1;
            }
            (code == 'f' ? work.fields : code == 's' ? work.characters : work.checked) = *value;
            break;
        }
        default: return 1;
        }
    if (work.group && (work.count || work.repeated || work.all_repeated || work.unique))
        return usage_error(1, "--group is mutually exclusive with -c/-d/-D/-u");
    if (work.all_repeated && work.count)
        return usage_error(1, "printing all duplicated lines and repeat counts is meaningless");
    const auto operands = parser.operands();
    if (operands.size() > 2) return usage_error(1, "extra operand '%s'", operands[2]);
    input file;
    const char *name = operands.empty() ? "-" : operands[0];
    if (!file.open(name)) {
        warn_errno("%s", name);
        return 1;
    }
    if (operands.size() == 2 && std::strcmp(operands[1], "-") != 0) {
        const int target = open(operands[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (target < 0 || dup2(target, STDOUT_FILENO) < 0) {
            warn_errno("%s", operands[1]);
            return 1;
        }
        if (target != STDOUT_FILENO) close(target);
    }
    work.run(file);
    if (!file.error()) return 0;
    errno = file.error();
    warn_errno("error reading '%s'", name);
    return 1;
}
