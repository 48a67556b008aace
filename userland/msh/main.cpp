// msh, the Mach shell: POSIX.1-2024's shell command language and a prompt worth typing at.

#include "msh/builtin.hpp"
#include "msh/executor.hpp"
#include "msh/expansion.hpp"
#include "msh/job.hpp"
#include "msh/option.hpp"
#include "msh/output.hpp"
#include "msh/prompt.hpp"
#include "msh/redirection.hpp"
#include "msh/shell.hpp"
#include "msh/terminal_reader.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace msh {

namespace {

const char *current_line() {
    static char digits[24];
    char *end = digits + sizeof digits - 1;
    *end = 0;
    return digits_before(end, shell.line);
}

void set_up_variables() {
    import_environment();
    variable_named("LINENO").compute = current_line;
    if (variable *ifs = find_variable("IFS")) unset(*ifs);
    assign("IFS", " \t\n");
    watch_separators();
    watch_path();
    assign("OPTIND", "1");
    if (!variable_value("PATH"))
        assign("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin");
    buffer digits;
    digits.add_number(getppid());
    assign("PPID", digits.view());
    // PWD is believed if it names this folder.
    const char *folder = variable_value("PWD");
    struct stat there, here;
    char path[PATH_MAX];
    if (!folder || *folder != '/' || stat(folder, &there) != 0 || stat(".", &here) != 0 ||
        there.st_ino != here.st_ino || there.st_dev != here.st_dev)
        if (getcwd(path, sizeof path)) assign("PWD", path);
}

struct arguments {
    const char *command = nullptr;
    bool from_stdin = false, interactive = false, login = false, monitor_said = false;
    int operands = 1;
};

// The options of the command line, those of `set` among them; false after a message.
bool read_arguments(int argc, char **argv, arguments &a) {
    int i = 1;
    bool command = false, ended = false;
    for (; i < argc && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1]; i++) {
        const bool on = argv[i][0] == '-';
        if (strcmp(argv[i], "--") == 0) {
            ended = true;
            i++;
            break;
        }
        if (strcmp(argv[i], "--login") == 0) {
            a.login = true;
            continue;
        }
        for (const char *p = argv[i] + 1; *p; p++) {
            switch (*p) {
            case 'c': command = on; break;
            case 's': a.from_stdin = on; break;
            case 'i': a.interactive = on; break;
            case 'l': a.login = on; break;
            case 'm':
                a.monitor_said = true;
                shell.set(option::monitor, on);
                break;
            case 'o':
                if (i + 1 >= argc || !set_option_name(argv[++i], on)) {
                    complain("illegal option -o %s", i < argc ? argv[i] : "");
                    return false;
                }
                p = "o";
                break;
            default:
                if (!set_option_letter(*p, on)) {
                    complain("illegal option %c%c", on ? '-' : '+', *p);
                    return false;
                }
            }
        }
    }
    if (!ended && i < argc && strcmp(argv[i], "-") == 0) i++;
    if (command) {
        if (i >= argc) {
            complain("-c needs an argument");
            return false;
        }
        a.command = argv[i++];
    }
    a.operands = i;
    return true;
}

void run_profile(const char *name) {
    if (access(name, R_OK) == 0) run_file(name, false, 0);
    if (shell.leaving == unwinding::exit_shell) leave_shell();
    shell.leaving = unwinding::none;
}

void run_start_files(bool login) {
    if (login) {
        run_profile("/etc/profile");
        if (const char *home = variable_value("HOME")) {
            buffer path;
            path.add(home);
            path.add("/.profile");
            run_profile(path.text());
        }
    }
    if (shell.interactive && variable_value("ENV")) {
        scratch_scope scope;
        run_profile(expand_prompt("ENV", ""));
    }
}

[[noreturn]] void run_stream(int file, bool shared) {
    file_reader reader(file, shared);
    source from(reader);
    from.echoes = true;
    run_source(from, false, 0);
    leave_shell();
}

}  // namespace

int run_shell(int argc, char **argv) {
    measure_stack();
    shell.pid = getpid();
    if (argc > 0) shell.name = argv[0];
    arguments a;
    add_builtins();
    set_up_variables();
    a.login = argc > 0 && argv[0][0] == '-';
    if (!read_arguments(argc, argv, a)) return 2;
    const bool reads_script = !a.command && !a.from_stdin && a.operands < argc;
    if (!a.command && !reads_script && isatty(0) && isatty(2)) a.interactive = true;
    shell.interactive = shell.at_prompt = a.interactive;
    shell.command_string = a.command;
    shell.set(option::interactive, a.interactive);
    shell.set(option::login, a.login);
    shell.set(option::read_stdin, !a.command && !reads_script);
    const char *script = nullptr;
    if (a.operands < argc && !a.from_stdin) {
        shell.name = argv[a.operands];
        if (reads_script) script = argv[a.operands];
        a.operands++;
    }
    set_parameters(argv + a.operands, argc > a.operands ? argc - a.operands : 0);
    if (a.interactive) {
        set_interactive_signals();
        if (!a.monitor_said) shell.set(option::monitor, true);
    }
    if (shell.on(option::monitor)) set_job_control(true);
    run_start_files(a.login);
    if (a.command) {
        string_reader reader(a.command);
        shell.counts_from_zero = true;
        source from(reader, 0);
        from.echoes = true;
        run_source(from, false, run_last);
        leave_shell();
    }
    if (script) {
        int file = open(script, O_RDONLY | O_CLOEXEC);
        struct stat status;
        if (file < 0 ||
            (fstat(file, &status) == 0 && S_ISDIR(status.st_mode) && (errno = EISDIR))) {
            const int error = errno;
            shell.name = argv[0];
            complain("can't open %s: %s", script,
                     error == ENOENT ? "no such file" : error_text(error));
            return error == ENOENT ? 127 : 126;
        }
        run_stream(move_high(file), false);
    }
    if (!shell.interactive) {
        struct stat status;
        if (fstat(0, &status) == 0 && S_ISDIR(status.st_mode)) {
            complain("standard input: %s", error_text(EISDIR));
            return 126;
        }
        run_stream(0, true);
    }
    terminal_reader reader;
    source from(reader);
    from.echoes = true;
    run_source(from, true, 0);
    set_job_control(false);
    leave_shell();
}

}  // namespace msh

int main(int argc, char **argv) { return msh::run_shell(argc, argv); }
