// What changes the course: break continue return exit eval exec . shift : false.
#include "msh/builtin.hpp"
#include "msh/executor.hpp"
#include "msh/job.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"

#include <errno.h>
#include <string.h>

namespace msh {

int builtin_colon(int, char **) { return 0; }
int builtin_false(int, char **) { return 1; }

int builtin_break(int argc, char **argv) {
    long levels = 1;
    if (argc > 1 && (levels = number_argument(argv[1])) <= 0) {
        if (levels == 0) complain("Illegal number: %s", argv[1]);
        shell.leaving = unwinding::abandon;
        return 2;
    }
    if (shell.loops == 0) return 0;
    shell.levels = levels < shell.loops ? static_cast<int>(levels) : shell.loops;
    shell.status = 0;
    shell.leaving = argv[0][0] == 'b' ? unwinding::break_loop : unwinding::continue_loop;
    return 0;
}

// An explicit status is kept to eight bits only when the process ends.
static bool take_status(int argc, char **argv, bool ends_trap) {
    if (argc < 2) {
        // What ends a trap gives the status from before.
        if (ends_trap && shell.trap_status >= 0) shell.status = shell.trap_status;
        return true;
    }
    const long status = number_argument(argv[1]);
    if (status < 0) {
        shell.status = 2;
        shell.leaving = unwinding::abandon;
        return false;
    }
    shell.status = static_cast<int>(status);
    return true;
}

int builtin_return(int argc, char **argv) {
    const bool in_called = shell.functions > shell.trap_functions;
    if (take_status(argc, argv, !in_called)) shell.leaving = unwinding::return_function;
    return shell.status;
}

int builtin_exit(int argc, char **argv) {
    if (shell.interactive && !shell.subshell && !shell.warned_of_jobs && warns_of_stopped_jobs()) {
        shell.warned_of_jobs = true;
        return 1;
    }
    if (take_status(argc, argv, true)) shell.leaving = unwinding::exit_shell;
    return shell.status;
}

int builtin_eval(int argc, char **argv) {
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "--") == 0) first = 2;
    buffer text;
    for (int i = first; i < argc; i++) {
        if (i > first) text.add(' ');
        text.add(argv[i]);
    }
    const char *outer = shell.builtin;
    shell.builtin = nullptr;
    run_text(text.view(), shell.tested ? run_tested : 0, argv[0]);
    shell.builtin = outer;
    return shell.status;
}

int builtin_exec(int argc, char **argv) {
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "--") == 0) first = 2;
    if (argc <= first) return 0;
    const char *path = find_program(argv[first]);
    if (!path) {
        const int error = errno;
        complain("%s: %s", argv[first], error == ENOENT ? "not found" : error_text(error));
        shell.status = error == ENOENT || !argv[first][0] ? 127 : 126;
    } else {
        const bool interactive = shell.interactive;
        reset_signals_in_child();
        shell.status = execute_program(path, argv + first);
        if (interactive) set_interactive_signals();
    }
    shell.leaving = shell.interactive ? unwinding::abandon : unwinding::exit_shell;
    return shell.status;
}

int builtin_dot(int argc, char **argv) {
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "--") == 0) first = 2;
    if (argc <= first) {
        complain("file name expected");
        shell.leaving = unwinding::abandon;
        return 2;
    }
    const char *outer = shell.builtin;
    const positional parameters = shell.parameters;
    const bool has_arguments = argc > first + 1;
    if (has_arguments) shell.parameters = {argv + first + 1, argc - first - 1, nullptr};
    shell.builtin = nullptr;
    shell.functions++;
    const bool found = run_file(argv[first], true, shell.tested ? run_tested : 0);
    shell.functions--;
    shell.builtin = outer;
    if (has_arguments) {
        free_parameters();
        shell.parameters = parameters;
    }
    if (!found) {
        shell.leaving = unwinding::abandon;
        return 2;
    }
    if (shell.leaving == unwinding::return_function) shell.leaving = unwinding::none;
    return shell.status;
}

int builtin_shift(int argc, char **argv) {
    const long count = argc > 1 ? number_argument(argv[1]) : 1;
    if (count < 0) {
        shell.leaving = unwinding::abandon;
        return 2;
    }
    if (count > shell.parameters.count) {
        complain("can't shift that many");
        return 1;
    }
    shell.parameters.values += count;
    shell.parameters.count -= static_cast<int>(count);
    return 0;
}

}  // namespace msh
