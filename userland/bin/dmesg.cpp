#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstring>
#include <string>
#include <string_view>
#include <sys/klog.h>

namespace {

constexpr char help[] =
    "Usage: dmesg [OPTION]...\n"
    "Print the kernel's log.\n\n"
    "  -c, --read-clear   and clear it\n"
    "  -C, --clear        clear it, and print nothing\n"
    "  -r, --raw          keep the levels with which some kernels begin a line\n"
    "  -t, --notime       without times\n"
    "      --help         show this text\n";
constexpr long_option names[] = {
    {"read-clear", 'c'}, {"clear", 'C'}, {"raw", 'r'}, {"notime", 't'}};

// The actions of syslog(2).
constexpr int read_all = 3, read_clear = 4, clear_log = 5, log_size = 10;

/// Cuts off "<6>", the line's level.
std::string_view without_level(std::string_view line) {
    const size_t end = line.find('>');
    if (line.empty() || line[0] != '<' || end == line.npos || end > 4) return line;
    return line.substr(end + 1);
}

/// Cuts off "[    0.000000] ".
std::string_view without_time(std::string_view line) {
    if (line.empty() || line[0] != '[') return line;
    const size_t end = line.find_first_not_of(" 0123456789.", 1);
    if (end == line.npos || line[end] != ']') return line;
    return line.substr(line.substr(end + 1, 1) == " " ? end + 2 : end + 1);
}

}  // namespace

int dmesg_main(int, char **argv) {
    options parser(argv, "cCrt", names, help);
    int action = read_all;
    bool raw = false, times = true;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c': action = read_clear; break;
        case 'C': action = clear_log; break;
        case 'r': raw = true; break;
        case 't': times = false; break;
        default: return 1;
        }
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    const int room = action == clear_log ? 0 : klogctl(log_size, nullptr, 0);
    std::string log(room > 0 ? static_cast<size_t>(room) : 0, '\0');
    const int size = room < 0 ? room : klogctl(action, log.data(), room);
    if (size < 0) {
        warn_errno(action == clear_log ? "clear kernel buffer failed"
                                       : "read kernel buffer failed");
        return 1;
    }
    std::string_view text(log.data(), action == clear_log ? 0 : static_cast<size_t>(size));
    while (!text.empty()) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (!raw) line = without_level(line);
        if (!times) line = without_time(line);
        out.write(line);
        out.put('\n');
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return 0;
}
