#include "bin/ps/column.hpp"
#include "bin/ps/layout.hpp"
#include "bin/ps/selection.hpp"
#include "bin/ps/tree.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/proc_file.hpp"
#include "lib/process_table.hpp"
#include "lib/program.hpp"
#include "lib/system_state.hpp"
#include "lib/terminal_size.hpp"

#include <array>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

constexpr char help[] =
    "Usage: ps [OPTION]...\n"
    "Print the processes of this user and terminal.\n\n"
    "  -A, -e            all processes\n"
    "  -a                those with a terminal, except session leaders\n"
    "  -C NAME,...       those that run the program NAME\n"
    "  -g, -s LIST       those of these process groups, of these sessions\n"
    "  -N                all others\n"
    "  -p, --pid LIST    those of these numbers; --ppid LIST: with these parents\n"
    "  -t, --tty LIST    those of these terminals\n"
    "  -u, -U LIST       those of these users\n"
    "  -f                more columns;  -l: others;  -j: of process groups\n"
    "  -o LIST           these columns: NAME or NAME=HEADING, with commas between\n"
    "  -H, --tree        in the order of the tree of parents, which is drawn; also --forest, f\n"
    "  -w                do not cut lines at the width of the terminal\n"
    "      --no-headers  without the first line\n"
    "      --help        show this text\n"
    "BSD's letters without '-': a (all users'), x (without a terminal, too), u, j, l, f, w\n";
enum : int { parent = 256, no_headers };
constexpr long_option names[] = {{"forest", 'H'},
                                 {"tree", 'H'},
                                 {"format", 'o', long_option::required},
                                 {"no-headers", no_headers},
                                 {"noheaders", no_headers},
                                 {"pid", 'p', long_option::required},
                                 {"ppid", parent, long_option::required},
                                 {"tty", 't', long_option::required},
                                 {"user", 'u', long_option::required}};

// A heading of one's own goes on to the end of its list, so that it needs a list for itself.
using format = std::array<const char *, 2>;
constexpr format plain{"pid tty time ucmd", ""};
constexpr format full{"user=UID", "pid ppid c stime tty time cmd"};
constexpr format full_long{"f s uid pid ppid c pri ni addr sz wchan tty time ucmd", ""};
constexpr format job_format{"pid pgid sid tty time ucmd", ""};
constexpr format bsd_plain{"pid tty stat bsdtime args", ""};
constexpr format bsd_user{"user pid %cpu %mem vsz rss tty stat start bsdtime args", ""};
constexpr format bsd_long{"f uid pid ppid pri ni vsz rss wchan stat tty bsdtime args", ""};
constexpr format bsd_jobs{"ppid pid pgid sid tty tpgid stat uid bsdtime args", ""};

struct request {
    selection wanted;
    layout table;
    const format *columns = &plain;
    bool tree = false, headings = true, wide = false;

    /// Takes BSD's letters, which stand without '-'. False after a message.
    [[nodiscard]] bool take_letters(const char *letters);
    /// False after a message, or if there is no such option.
    [[nodiscard]] bool take_option(int code, const char *argument);
    [[nodiscard]] int print();

private:
    void add_rows(const std::vector<process_entry> &chosen, column_context &context);
};

bool request::take_letters(const char *letters) {
    if (columns == &plain) columns = &bsd_plain;
    for (; *letters; ++letters) switch (*letters) {
        case 'a': wanted.bsd_a = true; break;
        case 'x': wanted.bsd_x = true; break;
        case 'u': columns = &bsd_user; break;
        case 'l': columns = &bsd_long; break;
        case 'j': columns = &bsd_jobs; break;
        case 'f': tree = true; break;
        case 'h': headings = false; break;
        case 'w': wide = true; break;
        default: usage_error(1, "unknown letter '%c'", *letters); return false;
        }
    return true;
}

bool request::take_option(int code, const char *argument) {
    switch (code) {
    case 'A':
    case 'e': wanted.all = true; return true;
    case 'a': wanted.with_terminal = true; return true;
    case 'C': selection::add_words(wanted.names, argument); return true;
    case 'g': return wanted.add_numbers(wanted.groups, argument);
    case 's': return wanted.add_numbers(wanted.sessions, argument);
    case 'N': wanted.inverted = true; return true;
    case 'p': return wanted.add_numbers(wanted.pids, argument);
    case parent: return wanted.add_numbers(wanted.parents, argument);
    case 't': selection::add_words(wanted.terminals, argument); return true;
    case 'u':
    case 'U': return wanted.add_users(argument);
    case 'f': columns = &full; return true;
    case 'l': columns = &full_long; return true;
    case 'j': columns = &job_format; return true;
    case 'o': return table.add(argument);
    case 'H': tree = true; return true;
    case 'w': wide = true; return true;
    case no_headers: headings = false; return true;
    default: return false;
    }
}

void request::add_rows(const std::vector<process_entry> &chosen, column_context &context) {
    if (!tree) {
        for (const process_entry &each : chosen) table.add_row(each, context);
        return;
    }
    for (const tree_line &line : process_tree(chosen)) {
        context.branch = line.branch;
        table.add_row(*line.process, context);
    }
}

int request::print() {
    const auto processes = read_processes();
    const auto self = read_process(getpid());
    const auto state = system_state::read();
    const auto memory = read_proc_file("/proc/meminfo");
    if (processes.empty() || !self || !state || !memory) {
        warn_errno("/proc");
        return 1;
    }
    if (table.empty())
        for (const char *list : *columns)
            if (!table.add(list)) return 1;
    column_context context{
        state->uptime, number_after(*memory, "MemTotal:").value_or(0) * 1024, {}};
    std::vector<process_entry> chosen;
    for (const process_entry &each : processes)
        if (wanted.takes(each, *self)) chosen.push_back(each);
    add_rows(chosen, context);
    table.print(headings, wide ? 0 : terminal_size::of(STDOUT_FILENO).columns);
    return chosen.empty() ? 1 : 0;
}

}  // namespace

int ps_main(int, char **argv) {
    options parser(argv, "AaeC:g:s:Np:t:u:U:fljo:Hw", names, help);
    request asked;
    // `ps -aux` is BSD's `ps aux` with a '-', typed by habit: nobody is called "x".
    for (char **word = argv + 1; *word; ++word)
        if (std::strcmp(*word, "-aux") == 0 || std::strcmp(*word, "-auxf") == 0) ++*word;
    for (int code; (code = parser.next()) != options::end;)
        if (!asked.take_option(code, parser.argument())) return 1;
    for (const char *word : parser.operands()) {
        const bool digits = *word >= '0' && *word <= '9';
        if (digits ? !asked.wanted.add_numbers(asked.wanted.pids, word) : !asked.take_letters(word))
            return 1;
    }
    return asked.print();
}
