// What the whole shell shares: the options, the last status, and how execution leaves a command.
#pragma once

#include <sys/types.h>

#include <string_view>

namespace msh {

// Why the commands that now run are left; everything returns until somebody takes it up.
enum class unwinding : unsigned char {
    none,
    break_loop,
    continue_loop,
    return_function,
    abandon,  // an error: the command line at a prompt, else the shell
    exit_shell,
};

enum class option : unsigned char {
    allexport,
    notify,
    noclobber,
    errexit,
    noglob,
    hashall,
    interactive,
    login,
    monitor,
    noexec,
    read_stdin,
    nounset,
    verbose,
    xtrace,
    pipefail,
    ignoreeof,
    nolog,
    vi,
    emacs,
    count
};

struct positional {
    char **values = nullptr;  // argv[1] and on, NULL behind
    int count = 0;
    char **owned = nullptr;  // what free_parameters() frees, if it was set by `set`
};

struct shell_state {
    int status = 0;  // $?
    unwinding leaving = unwinding::none;
    int levels = 0;         // loops that break and continue still have to leave
    int loops = 0;          // loops around the command that runs
    int functions = 0;      // functions and dot scripts around it
    bool subshell = false;  // a child that goes on as a shell
    bool interactive = false;
    bool warned_of_jobs = false;    // by `exit`: the command behind it may leave them
    bool at_prompt = false;         // the commands come from a person, in subshells too
    bool command_string = false;    // -c
    int line = 1;                   // where the command stands; see line_shown
    bool counts_from_zero = false;  // lines of -c, as messages of a running command have them
    const char *name = "msh";       // $0
    const char *builtin = nullptr;  // the builtin that runs, for messages
    const char *file = nullptr;     // the file that is read by `.`, for messages
    int trap_status = -1;           // $? from before the trap that runs, else -1
    int trap_functions = 0;         // `functions` when it began
    pid_t pid = 0;                  // $$
    pid_t background = 0;           // $!
    int substitution_status = 0;    // of the last command substitution in the command
    bool substituted = false;
    bool tested = false;  // the builtin's failure is looked at: no errexit inside it
    positional parameters;
    bool options[static_cast<size_t>(option::count)] = {};

    bool on(option o) const { return options[static_cast<size_t>(o)]; }
    void set(option o, bool value) { options[static_cast<size_t>(o)] = value; }
};

extern shell_state shell;

// `set --`: copies of these, in place of those there are.
void set_parameters(char **values, int count);
void free_parameters();

// `line` as syntax errors give it, from 1.
[[nodiscard]] int line_shown(int line);

// Writes "NAME: line N: message" to standard error, with the file that is read by `.` and the
// builtin behind the name. At a prompt there is no line to tell.
[[gnu::format(printf, 1, 2)]] void complain(const char *format, ...);

// complain() about an error that ends a shell that is not interactive: sets $? and `leaving`.
[[gnu::format(printf, 2, 3)]] void abandon(int status, const char *format, ...);

// "no such file" and the like for an errno, as it is said behind a name.
const char *error_text(int error);

// The stack is nearly used up: whoever recurses by what the user wrote asks before going deeper.
bool stack_is_low();
void measure_stack();

}  // namespace msh
