#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/system_state.hpp"

#include <ctime>

namespace {

constexpr char help[] =
    "Usage: uptime [-ps]\n"
    "Print the time, how long the system has run, and its load in the last 1, 5 and 15 minutes.\n\n"
    "  -p, --pretty  only how long, in words\n"
    "  -s, --since   only since when\n"
    "      --help    show this text\n";
constexpr long_option names[] = {{"pretty", 'p'}, {"since", 's'}};

void print_words(unsigned long seconds) {
    const struct {
        unsigned long length;
        const char *name;
    } units[] = {{604800, "week"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}};
    const char *gap = "up ";
    for (const auto &unit : units) {
        const unsigned long count = seconds / unit.length;
        seconds %= unit.length;
        if (!count && !(unit.length == 60 && *gap == 'u')) continue;
        out.print("%s%lu %s%s", gap, count, unit.name, count == 1 ? "" : "s");
        gap = ", ";
    }
    out.put('\n');
}

}  // namespace

int uptime_main(int, char **argv) {
    options parser(argv, "ps", names, help);
    int how = 0;
    for (int code; (code = parser.next()) != options::end; how = code)
        if (code == options::invalid) return 1;
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    const auto state = system_state::read();
    if (!state) {
        warn_errno("cannot read the system's state");
        return 1;
    }
    if (how == 'p') {
        print_words(state->uptime);
    } else if (how == 's') {
        const time_t since = time(nullptr) - static_cast<time_t>(state->uptime);
        char text[64];
        tm parts{};
        if (!localtime_r(&since, &parts)) return 1;
        std::strftime(text, sizeof text, "%F %T", &parts);
        out.print("%s\n", text);
    } else {
        out.print("%s\n", state->uptime_line().c_str());
    }
    return 0;
}
