#include "msh/trap.hpp"

#include "msh/executor.hpp"
#include "msh/number.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"

#include <signal.h>
#include <strings.h>

namespace msh {

volatile bool signal_waits;

namespace {

constexpr const char *names[] = {
    "EXIT", "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
    "SEGV", "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
    "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS"};

char *actions[signal_count];
bool inherited[signal_count];  // actions of the parent that `trap` still shows in a subshell
volatile bool pending[signal_count];
volatile bool interrupted;
volatile int last_trapped;
bool ignored_at_start[signal_count], looked_at[signal_count];
bool interactive_signals;

void on_signal(int number) {
    if (number == SIGINT && interactive_signals && !actions[SIGINT]) interrupted = true;
    if (actions[number]) {
        pending[number] = true;
        last_trapped = number;
    }
    if (number != SIGCHLD || actions[SIGCHLD]) signal_waits = true;
}

void dispose(int number, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigfillset(&action.sa_mask);
    sigaction(number, &action, nullptr);
}

// The disposition that follows from the trap and from being interactive.
void settle(int number) {
    if (actions[number] && *actions[number]) return dispose(number, on_signal);
    if (actions[number]) return dispose(number, SIG_IGN);
    if (interactive_signals) {
        if (number == SIGINT) return dispose(number, on_signal);
        if (number == SIGQUIT || number == SIGTERM || number == SIGTSTP || number == SIGTTIN ||
            number == SIGTTOU)
            return dispose(number, SIG_IGN);
    }
    if (number == SIGCHLD) return dispose(number, on_signal);
    dispose(number, SIG_DFL);
}

// A signal that was ignored when the shell began stays ignored.
bool is_fixed(int number) {
    if (!looked_at[number]) {
        looked_at[number] = true;
        struct sigaction now;
        ignored_at_start[number] =
            sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
    }
    return ignored_at_start[number] && !shell.at_prompt;
}

}  // namespace

int signal_number(const char *name) {
    if (*name >= '0' && *name <= '9') {
        const int number = plain_number(name);
        return number < signal_count ? number : -1;
    }
    if (strncasecmp(name, "SIG", 3) == 0 && name[3]) name += 3;
    for (int i = 0; i < static_cast<int>(sizeof names / sizeof *names); i++)
        if (strcasecmp(names[i], name) == 0) return i;
    return -1;
}

const char *signal_name(int number) {
    return number >= 0 && number < static_cast<int>(sizeof names / sizeof *names) ? names[number]
                                                                                  : nullptr;
}

void set_trap(int number, const char *action) {
    for (int i = 0; i < signal_count; i++)
        if (inherited[i]) {
            inherited[i] = false;
            free(actions[i]);
            actions[i] = nullptr;
        }
    const bool fixed = number && is_fixed(number);
    char *copy = action ? need_copy(action) : nullptr;
    free(actions[number]);
    actions[number] = copy;
    if (!fixed) ignored_at_start[number] = false;
    if (number && !fixed && number != SIGKILL && number != SIGSTOP) settle(number);
}

const char *trap_action(int number) { return inherited[number] ? nullptr : actions[number]; }

bool has_traps() {
    for (int i = 0; i < signal_count; i++)
        if (actions[i] && *actions[i] && !inherited[i]) return true;
    return false;
}

void print_traps() {
    for (int i = 0; i < signal_count; i++) {
        if (!actions[i]) continue;
        out.put(std::string_view("trap -- "));
        out.put_quoted(actions[i]);
        if (const char *name = signal_name(i))
            out.print(" %s\n", name);
        else
            out.print(" %d\n", i);
    }
}

static void run_action(int number) {
    const int status = shell.status;
    const unwinding leaving = shell.leaving;
    shell.leaving = unwinding::none;
    char *text = need_copy(actions[number]);
    const char *builtin = shell.builtin;
    shell.builtin = nullptr;
    const int outer = shell.trap_status, outer_functions = shell.trap_functions;
    shell.trap_status = status;
    shell.trap_functions = shell.functions;
    run_text(text, 0, nullptr);
    shell.trap_status = outer;
    shell.trap_functions = outer_functions;
    shell.builtin = builtin;
    free(text);
    if (shell.leaving == unwinding::none) {
        shell.leaving = leaving;
        shell.status = status;
    }
}

void run_traps() {
    signal_waits = false;
    last_trapped = 0;
    if (interrupted && shell.interactive && !shell.subshell) {
        interrupted = false;
        // The terminal has shown ^C.
        err.put('\n');
        err.flush();
        shell.status = 128 + SIGINT;
        shell.leaving = unwinding::abandon;
    }
    for (int i = 1; i < signal_count; i++) {
        if (!pending[i]) continue;
        pending[i] = false;
        if (actions[i] && *actions[i] && !inherited[i]) run_action(i);
    }
}

void run_exit_trap() {
    if (!actions[0] || inherited[0]) return;
    char *text = actions[0];
    actions[0] = nullptr;
    const int status = shell.status;
    shell.leaving = unwinding::none;
    shell.builtin = nullptr;
    shell.trap_status = status;
    shell.trap_functions = shell.functions;
    run_text(text, 0, nullptr);
    // `exit` without a number in the trap means the status from before.
    if (shell.leaving != unwinding::exit_shell && shell.leaving != unwinding::abandon)
        shell.status = status;
}

int trapped_signal() { return last_trapped; }

bool interrupt_waits() { return interrupted; }

bool take_interrupt() {
    const bool was = interrupted;
    interrupted = false;
    return was;
}

void set_interactive_signals() {
    interactive_signals = true;
    for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGCHLD}) {
        is_fixed(number);
        settle(number);
    }
}

void reset_signals_in_child() {
    const bool was_interactive = interactive_signals;
    interactive_signals = false;
    interrupted = false;
    signal_waits = false;
    last_trapped = 0;
    for (int i = 0; i < signal_count; i++) {
        pending[i] = false;
        if (!actions[i] || inherited[i]) continue;
        if (!*actions[i]) continue;  // ignored stays ignored
        inherited[i] = true;
        if (i && !is_fixed(i)) dispose(i, SIG_DFL);
    }
    if (!was_interactive) return;
    for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU})
        if (!actions[number] || *actions[number])
            dispose(number, ignored_at_start[number] ? SIG_IGN : SIG_DFL);
}

void ignore_keys() {
    for (const int number : {SIGINT, SIGQUIT}) {
        is_fixed(number);  // ignored by us is not what it was at the start
        dispose(number, SIG_IGN);
    }
}

void catch_child_signal() { settle(SIGCHLD); }

}  // namespace msh
