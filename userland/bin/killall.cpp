#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/process_table.hpp"
#include "lib/program.hpp"
#include "lib/signal_name.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: killall [-SIGNAL] [OPTION]... NAME...\n"
    "Send a signal (TERM unless given) to all processes that run the program NAME.\n\n"
    "  -e, --exact          names of more than 15 bytes must be equal altogether\n"
    "  -l, --list           the names of all signals\n"
    "  -q, --quiet          nothing is said when no process is found\n"
    "  -s, --signal=SIGNAL  a name or a number\n"
    "  -v, --verbose        say what was sent\n"
    "      --help           show this text\n";
constexpr long_option names[] = {{"exact", 'e'},
                                 {"list", 'l'},
                                 {"quiet", 'q'},
                                 {"signal", 's', long_option::required},
                                 {"verbose", 'v'}};

/// The kernel keeps 15 bytes of a name; beyond, the first argument has to tell.
bool is_named(const process_entry &entry, const std::string &name) {
    constexpr size_t kept = 15;
    if (name.size() <= kept) return entry.name == name;
    if (entry.name != name.substr(0, kept)) return false;
    const std::string first = entry.arguments.substr(0, entry.arguments.find(' '));
    return first.substr(first.rfind('/') + 1) == name;
}

bool send_all(const std::vector<process_entry> &table, const char *name, int signal, bool quiet,
              bool verbose) {
    bool found = false;
    for (const process_entry &entry : table) {
        if (entry.pid == getpid() || !is_named(entry, name)) continue;
        if (kill(entry.pid, signal) != 0) {
            if (errno == ESRCH) continue;  // it has ended since
            warn_errno("%s(%d)", name, entry.pid);
            continue;
        }
        found = true;
        if (verbose) warn("sent signal %d to %s(%d)", signal, name, entry.pid);
    }
    if (!found && !quiet) warn("%s: no process found", name);
    return found;
}

}  // namespace

int killall_main(int, char **argv) {
    int signal = SIGTERM;
    // -9 and -HUP look like clusters of letters, so that they are taken first.
    if (argv[1] && argv[1][0] == '-' && argv[1][1] && argv[1][1] != '-')
        if (const auto number = find_signal(argv[1] + 1)) {
            signal = *number;
            argv[1] = argv[0];
            ++argv;
        }
    options parser(argv, "elqs:v", names, help);
    bool quiet = false, verbose = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'e': break;  // always so
        case 'l':
            for (int number = 1; number < 32; ++number)
                out.print("%s%c", signal_name(number).c_str(), number < 31 ? ' ' : '\n');
            return 0;
        case 'q': quiet = true; break;
        case 's': {
            const auto number = find_signal(parser.argument());
            if (!number) {
                warn("%s: unknown signal", parser.argument());
                return 1;
            }
            signal = *number;
            break;
        }
        case 'v': verbose = true; break;
        default: return 1;
        }
    if (parser.operands().empty()) return usage_error(1, "missing operand");
    const auto table = read_processes();
    if (table.empty()) {
        warn_errno("/proc");
        return 1;
    }
    int status = 0;
    for (const char *name : parser.operands())
        if (!send_all(table, name, signal, quiet, verbose)) status = 1;
    return status;
}
