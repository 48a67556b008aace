// command type hash.
#include "msh/builtin.hpp"
#include "msh/alias.hpp"
#include "msh/executor.hpp"
#include "msh/job.hpp"
#include "msh/lexer.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <string.h>
#include <unistd.h>

namespace msh {

static constexpr char standard_path[] = "/usr/bin:/bin:/usr/sbin:/sbin";

// Is a builtin of that name, in theory, looked up in PATH?
static bool is_searched(const char *name) {
    for (const char *k : {"[", "echo", "false", "printf", "pwd", "test", "true"})
        if (strcmp(k, name) == 0) return true;
    return false;
}

// Says what a name means; tersely for `command -v`.
static bool describe(const char *name, bool tersely, const char *path) {
    if (is_keyword(name)) {
        out.print(tersely ? "%s\n" : "%s is a shell keyword\n", name);
        return true;
    }
    if (const alias *a = find_alias(name)) {
        if (tersely) out.put("alias ");
        out.put(name);
        out.put(tersely ? "=" : " is an alias for ");
        if (tersely)
            out.put_quoted(a->value);
        else
            out.put(a->value);
        out.put('\n');
        return true;
    }
    const command_entry *e = find_command(name);
    // POSIX has the path of a builtin that PATH also finds.
    const char *also =
        e && e->built_in && !e->function && is_searched(name) ? find_program(name) : nullptr;
    if (e && (e->function || e->built_in)) {
        const char *what = e->built_in && e->built_in->special ? "special shell builtin"
                           : e->function                       ? "function"
                                                               : "shell builtin";
        if (tersely)
            out.print("%s\n", also ? also : name);
        else if (also)
            out.print("%s is a shell builtin for %s\n", name, also);
        else if (what[0] == 'f')
            out.print("%s is a function\n", name);
        else
            out.print("%s is a %s\n", name, what);
        return true;
    }
    const char *found = strchr(name, '/') ? (access(name, X_OK) == 0 ? name : nullptr)
                        : path            ? search_path(path, name)
                                          : find_program(name);
    if (found) {
        const char *folder = found[0] == '/' ? nullptr : variable_value("PWD");
        if (!tersely) out.print("%s is ", name);
        if (folder) out.print("%s/", strcmp(folder, "/") != 0 ? folder : "");
        out.print("%s\n", found);
        return true;
    }
    if (!tersely) {
        out.flush();
        err.print("%s: not found\n", name);
        err.flush();
    }
    return false;
}

int run_found_command(int argc, char **argv, const char *path) {
    const command_entry *e = find_command(argv[0]);
    if (e && e->built_in) {
        const char *outer = shell.builtin;
        shell.builtin = e->built_in->name;
        const int status = e->built_in->run(argc, argv);
        shell.builtin = outer;
        // A special builtin's error does not end the shell here.
        if (shell.leaving == unwinding::abandon) shell.leaving = unwinding::none;
        return status;
    }
    const char *found =
        path && !strchr(argv[0], '/') ? search_path(path, argv[0]) : find_program(argv[0]);
    const char *outer = shell.builtin;
    shell.builtin = nullptr;
    int status;
    if (!found) {
        status = errno == ENOENT ? 127 : 126;
        complain("%s: %s", argv[0], errno == ENOENT ? "not found" : error_text(errno));
    } else {
        job *j = make_job(1, nullptr);
        const pid_t pid = fork_process(j, true);
        if (pid == 0) {
            shell.status = execute_program(found, argv);
            leave_shell();
        }
        status = pid > 0 ? wait_for_job(j) : 2;
        if (pid < 0) forget_job(j);
    }
    shell.builtin = outer;
    return status;
}

int builtin_command(int argc, char **argv) {
    const char *path = nullptr;
    char what = 0;
    option_reader options(argc, argv, "pvV");
    while (const int o = options.next()) {
        if (o == '?') return 2;
        if (o == 'p')
            path = standard_path;
        else
            what = static_cast<char>(o);
    }
    const int first = options.operands();
    if (first >= argc) return 0;
    if (!what) return run_found_command(argc - first, argv + first, path);
    bool fine = true;
    for (int i = first; i < argc; i++) fine &= describe(argv[i], what == 'v', path);
    return fine ? 0 : 127;
}

int builtin_type(int argc, char **argv) {
    bool fine = true;
    for (int i = 1; i < argc; i++) fine &= describe(argv[i], false, nullptr);
    return fine ? 0 : 127;
}

int builtin_hash(int argc, char **argv) {
    option_reader options(argc, argv, "r");
    while (const int o = options.next()) {
        if (o != 'r') return 2;
        forget_programs();
        return 0;
    }
    if (argc == 1)
        each_command(
            [](command_entry &e, void *) {
                if (e.path) out.print("%s\n", e.path);
            },
            nullptr);
    int status = 0;
    for (int i = options.operands(); i < argc; i++) {
        const command_entry *e = find_command(argv[i]);
        if ((e && (e->built_in || e->function)) || find_program(argv[i])) continue;
        complain("%s: not found", argv[i]);
        status = 1;
    }
    return status;
}

}  // namespace msh
