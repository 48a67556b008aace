#include "bin/date/format.hpp"
#include "lib/choice.hpp"
#include "lib/date_text.hpp"
#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <sys/stat.h>

namespace {

constexpr char help[] =
    "Usage: date [OPTION]... [+FORMAT]\n"
    "  or:  date [-u] MMDDhhmm[[CC]YY][.ss]\n"
    "Print the time as FORMAT says, or set it.\n\n"
    "  -d, --date=TEXT        the time that TEXT names, not the present\n"
    "  -f, --file=FILE        the times that the lines of FILE name\n"
    "  -I, --iso-8601[=PART]  as in 2006-08-14T02:34:56-06:00, up to PART: date (the default),\n"
    "                         hours, minutes, seconds or ns\n"
    "  -r, --reference=FILE   when FILE was modified\n"
    "  -R, --rfc-email        as in Mon, 14 Aug 2006 02:34:56 -0600\n"
    "      --rfc-3339=PART    as in 2006-08-14 02:34:56-06:00; PART is date, seconds or ns\n"
    "  -s, --set=TEXT         set the time that TEXT names\n"
    "  -u, --utc              in Coordinated Universal Time\n"
    "      --help             show this text\n";
enum : int { rfc_3339 = 256 };
constexpr long_option names[] = {{"date", 'd', long_option::required},
                                 {"file", 'f', long_option::required},
                                 {"iso-8601", 'I', long_option::optional},
                                 {"reference", 'r', long_option::required},
                                 {"rfc-email", 'R'},
                                 {"rfc-822", 'R'},
                                 {"rfc-2822", 'R'},
                                 {"rfc-3339", rfc_3339, long_option::required},
                                 {"set", 's', long_option::required},
                                 {"utc", 'u'},
                                 {"universal", 'u'},
                                 {"uct", 'u'}};

enum part : int { hours, minutes, days, seconds, nanoseconds };
constexpr choice iso_parts[] = {{"hours", hours},
                                {"minutes", minutes},
                                {"date", days},
                                {"seconds", seconds},
                                {"ns", nanoseconds}};
constexpr choice rfc_parts[] = {{"date", days}, {"seconds", seconds}, {"ns", nanoseconds}};

struct request {
    enum source : char { now, text, lines, reference, setting } from = now;
    const char *word = nullptr;
    bool utc = false;
    std::string format = "%a %b %e %H:%M:%S %Z %Y";

    [[nodiscard]] int run() const;
    /// Sets the clock, and prints what it was to be set to.
    [[nodiscard]] int set_to(const timespec &when) const;

private:
    [[nodiscard]] bool print_text(const char *words) const;
    [[nodiscard]] int print_lines() const;

    void print(const timespec &when) const {
        out.write(format_date(format.c_str(), when, utc));
        out.put('\n');
    }
};

timespec present() {
    timespec when{};
    clock_gettime(CLOCK_REALTIME, &when);
    return when;
}

bool request::print_text(const char *words) const {
    const auto when = parse_date_text(words, present());
    if (!when) {
        warn("invalid date '%s'", words);
        return false;
    }
    print(*when);
    return true;
}

int request::print_lines() const {
    input file;
    if (!file.open(word)) {
        warn_errno("%s", word);
        return 1;
    }
    int status = 0;
    for (std::string_view line; !(line = file.line()).empty();) {
        if (line.back() == '\n') line.remove_suffix(1);
        if (!print_text(std::string(line).c_str())) status = 1;
    }
    if (!file.error()) return status;
    errno = file.error();
    warn_errno("%s", word);
    return 1;
}

int request::set_to(const timespec &when) const {
    const bool good = clock_settime(CLOCK_REALTIME, &when) == 0;
    if (!good) warn_errno("cannot set date");
    print(when);
    return good ? 0 : 1;
}

int request::run() const {
    struct stat status{};
    switch (from) {
    case now: print(present()); return 0;
    case text: return print_text(word) ? 0 : 1;
    case lines: return print_lines();
    case reference:
        if (stat(word, &status) != 0) {
            warn_errno("%s", word);
            return 1;
        }
        print(status.st_mtim);
        return 0;
    case setting: break;
    }
    const auto when = parse_date_text(word, present());
    if (when) return set_to(*when);
    warn("invalid date '%s'", word);
    return 1;
}

std::string iso_format(int to, char between) {
    std::string format = "%Y-%m-%d";
    if (to == days) return format;
    format += between;
    format += to == hours     ? "%H"
              : to == minutes ? "%H:%M"
              : to == seconds ? "%H:%M:%S"
                              : "%H:%M:%S,%N";
    // RFC 3339 has a point where ISO 8601 prefers a comma.
    if (between == ' ' && to == nanoseconds) format[format.size() - 3] = '.';
    return format + "%:z";
}

/// POSIX writes the year last, where parse_date_digits, as touch -t, wants it first.
std::optional<timespec> parse_operand(const char *text) {
    const size_t digits = std::strspn(text, "0123456789");
    if (digits < 8 || digits > 12) return {};
    const std::string word(text, digits);
    return parse_date_digits((word.substr(8) + word.substr(0, 8) + (text + digits)).c_str(),
                             present());
}

}  // namespace

int date_main(int, char **argv) {
    options parser(argv, "d:f:I::r:Rs:u", names, help);
    request asked;
    int sources = 0;
    bool has_format = false;
    const auto take = [&](request::source from) {
        if (asked.from != from) ++sources;
        asked.from = from;
        asked.word = parser.argument();
    };
    const auto take_format = [&](std::string format) {
        if (has_format) warn("multiple output formats specified");
        asked.format = std::move(format);
        return !std::exchange(has_format, true);
    };
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'd': take(request::text); break;
        case 'f': take(request::lines); break;
        case 'r': take(request::reference); break;
        case 's': take(request::setting); break;
        case 'R':
            if (!take_format("%a, %d %b %Y %H:%M:%S %z")) return 1;
            break;
        case 'I':
        case rfc_3339: {
            const bool iso = code == 'I';
            const auto to = !parser.argument() ? days
                            : iso              ? choose("--iso-8601", parser.argument(), iso_parts)
                                               : choose("--rfc-3339", parser.argument(), rfc_parts);
            if (!to || !take_format(iso_format(*to, iso ? 'T' : ' '))) return 1;
            break;
        }
        case 'u': asked.utc = true; break;
        default: return 1;
        }
    // Texts without a zone are local time, which -u makes universal, too.
    if (asked.utc) setenv("TZ", "UTC0", 1);
    if (sources > 1)
        return usage_error(1, "the options to specify dates for printing are mutually exclusive");
    const auto operands = parser.operands();
    if (operands.size() > 1) return usage_error(1, "extra operand '%s'", operands[1]);
    if (operands.empty()) return asked.run();
    if (operands[0][0] == '+') return take_format(operands[0] + 1) ? asked.run() : 1;
    if (asked.from != request::now || has_format) {
        return usage_error(
            1,
            "the argument '%s' lacks a leading '+';\nwhen using an option to specify date(s), any "
            "non-option\nargument must be a format string beginning with '+'",
            operands[0]);
    }
    const auto when = parse_operand(operands[0]);
    if (when) return asked.set_to(*when);
    warn("invalid date '%s'", operands[0]);
    return 1;
}
