#include "bin/top/sample.hpp"
#include "bin/top/screen.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <utility>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: top [OPTION]...\n"
    "Show what the processes do, again and again.\n\n"
    "  -b              print one list below the other, for a file or a dumb terminal\n"
    "  -c              whole commands instead of names\n"
    "  -d, --delay=N   N seconds between (3)\n"
    "  -n NUMBER       end after NUMBER lists\n"
    "  -o COLUMN       sort by %CPU (as usual), %MEM, TIME+ or PID\n"
    "      --help      show this text\n"
    "Keys: q ends; P, M, T, N sort by processor, memory, time, number; c whole commands;\n"
    "space shows anew at once.\n";
constexpr long_option names[] = {{"delay", 'd', long_option::required},
                                 {"batch", 'b'},
                                 {"iterations", 'n', long_option::required}};

volatile sig_atomic_t ended = 0, stopped = 0;

/// Has signals come only while a key is waited for, where none is missed. What was blocked before.
sigset_t heed_signals() {
    struct sigaction action{};
    sigset_t heeded, before;
    sigemptyset(&heeded);
    const auto heed = [&](int signal) {
        sigaction(signal, &action, nullptr);
        sigaddset(&heeded, signal);
    };
    action.sa_handler = [](int signal) { (signal == SIGTSTP ? stopped : ended) = signal; };
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) heed(signal);
    action.sa_handler = [](int) {};  // only ends a wait, so that the new size is drawn
    for (const int signal : {SIGWINCH, SIGCONT}) heed(signal);
    sigprocmask(SIG_BLOCK, &heeded, &before);
    return before;
}

struct viewer {
    bool batch = false, whole_commands = false;
    int delay = 3000;  ///< milliseconds
    long left = -1;    ///< lists to show; negative: without end
    sort_key key = sort_key::processor;

    [[nodiscard]] bool set_delay(const char *text);
    [[nodiscard]] bool set_key(const char *name);
    [[nodiscard]] int print();
    [[nodiscard]] int show();

private:
    [[nodiscard]] std::optional<sample> next(const std::optional<sample> &before) const;
    void draw(screen &terminal, const sample &now) const;
    /// False when it is the end.
    [[nodiscard]] bool take_key(int pressed);
    [[nodiscard]] bool stop(screen &terminal) const;
};

bool viewer::set_delay(const char *text) {
    char *end = nullptr;
    const double seconds = std::strtod(text, &end);
    if (end == text || *end || !(seconds >= 0) || seconds > 1e6) {
        warn("bad delay interval '%s'", text);
        return false;
    }
    // Not so fast that showing is all the system does.
    delay = seconds < 0.1 ? 100 : static_cast<int>(seconds * 1000);
    return true;
}

bool viewer::set_key(const char *name) {
    const struct {
        const char *name;
        sort_key key;
    } known[] = {{"%CPU", sort_key::processor},
                 {"%MEM", sort_key::memory},
                 {"TIME+", sort_key::time},
                 {"PID", sort_key::number}};
    for (const auto &each : known)
        if (std::strcmp(each.name, name) == 0) {
            key = each.key;
            return true;
        }
    warn("unrecognized field name '%s'", name);
    return false;
}

std::optional<sample> viewer::next(const std::optional<sample> &before) const {
    auto now = sample::take(before ? &*before : nullptr);
    if (now)
        now->sort(key);
    else
        warn_errno("/proc");
    return now;
}

int viewer::print() {
    std::optional<sample> now;
    while (left != 0 && !ended) {
        now = next(now);
        if (!now) return 1;
        for (const std::string &line : now->summary()) out.print("%s\n", line.c_str());
        out.print("%s\n", sample::heading());
        for (const sampled_process &each : now->processes())
            out.print("%s\n", now->row(each, whole_commands).c_str());
        out.put('\n');
        if (!out.flush()) return 1;
        if (left > 0) --left;
        if (left != 0) poll(nullptr, 0, delay);
    }
    return 0;
}

void viewer::draw(screen &terminal, const sample &now) const {
    terminal.begin();
    for (const std::string &line : now.summary()) terminal.line(line);
    terminal.line(sample::heading(), true);
    for (const sampled_process &each : now.processes()) {
        if (terminal.lines_left() == 0) break;
        terminal.line(now.row(each, whole_commands));
    }
}

bool viewer::take_key(int pressed) {
    switch (pressed) {
    case 'q':
    case screen::lost: return false;
    case 'P': key = sort_key::processor; break;
    case 'M': key = sort_key::memory; break;
    case 'T': key = sort_key::time; break;
    case 'N': key = sort_key::number; break;
    case 'c': whole_commands = !whole_commands; break;
    default: break;
    }
    return true;
}

/// The shell gets its terminal as it was, until it continues this process.
bool viewer::stop(screen &terminal) const {
    terminal.close();
    stopped = 0;
    raise(SIGSTOP);
    return terminal.open();
}

int viewer::show() {
    screen terminal;
    if (!terminal.open()) {
        warn_errno("standard input and output must be a terminal, or use -b");
        return 1;
    }
    const sigset_t unblocked = heed_signals();
    std::optional<sample> now;
    while (left != 0 && !ended) {
        if (stopped && !stop(terminal)) return 1;
        now = next(now);
        if (!now) return 1;
        draw(terminal, *now);
        if (!terminal.show()) return 1;
        if (left > 0) --left;
        if (left != 0 && !take_key(terminal.key(delay, unblocked))) break;
    }
    terminal.close();
    if (ended) {
        std::signal(ended, SIG_DFL);
        sigprocmask(SIG_SETMASK, &unblocked, nullptr);
        raise(ended);
    }
    return 0;
}

}  // namespace

int top_main(int, char **argv) {
    options parser(argv, "bcd:n:o:", names, help);
    viewer view;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'b': view.batch = true; break;
        case 'c': view.whole_commands = true; break;
        case 'd':
            if (!view.set_delay(parser.argument())) return 1;
            break;
        case 'n': {
            char *end = nullptr;
            view.left = std::strtol(parser.argument(), &end, 10);
            if (*end || view.left < 1) {
                warn("bad iterations argument '%s'", parser.argument());
                return 1;
            }
            break;
        }
        case 'o':
            if (!view.set_key(parser.argument())) return 1;
            break;
        default: return 1;
        }
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    if (view.batch) return view.print();
    const char *terminal = std::getenv("TERM");
    if (!terminal || !*terminal || std::strcmp(terminal, "dumb") == 0) {
        warn("a terminal of type '%s' cannot be drawn on; -b prints lists",
             terminal ? terminal : "");
        return 1;
    }
    return view.show();
}
