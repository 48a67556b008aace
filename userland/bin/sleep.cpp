#include "lib/options.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

constexpr char help[] =
    "Usage: sleep NUMBER[SUFFIX]...\n"
    "Wait for the sum of the NUMBERs, in seconds or with SUFFIX m, h or d in minutes, hours or "
    "days.\n"
    "A NUMBER may have a fraction.\n";

/// Seconds that `text` asks for; negative if it is no interval.
double interval(const char *text) {
    char *end;
    const double value = std::strtod(text, &end);
    if (end == text || !(value >= 0)) return -1;
    if (!*end) return value;
    if (end[1]) return -1;
    switch (*end) {
    case 's': return value;
    case 'm': return value * 60;
    case 'h': return value * 3600;
    case 'd': return value * 86400;
    default: return -1;
    }
}

}  // namespace

int sleep_main(int, char **argv) {
    options parser(argv, "", {}, help);
    if (parser.next() != options::end) return 1;
    if (parser.operands().empty()) return usage_error(1, "missing operand");
    double total = 0;
    bool valid = true;
    for (const char *text : parser.operands()) {
        const double seconds = interval(text);
        if (seconds < 0) {
            warn("invalid time interval '%s'", text);
            valid = false;
        }
        total += seconds;
    }
    if (!valid) {
        std::fprintf(stderr, "Try 'sleep --help' for more information.\n");
        return 1;
    }
    constexpr double longest = 1e9;
    while (total > longest) {
        timespec part{static_cast<time_t>(longest), 0};
        while (nanosleep(&part, &part) != 0 && errno == EINTR) {
        }
        if (total < 1e300) total -= longest;
    }
    const double whole = static_cast<double>(static_cast<time_t>(total));
    timespec rest{static_cast<time_t>(total), static_cast<long>((total - whole) * 1e9)};
    while (nanosleep(&rest, &rest) != 0)
        if (errno != EINTR) {
            warn_errno("cannot wait");
            return 1;
        }
    return 0;
}
