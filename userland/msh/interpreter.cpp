// Reading commands and running them: scripts, texts, the prompt.

#include "msh/command_table.hpp"
#include "msh/executor.hpp"
#include "msh/alias.hpp"
#include "msh/history.hpp"
#include "msh/job.hpp"
#include "msh/output.hpp"
#include "msh/parser.hpp"
#include "msh/redirection.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace msh {

namespace {

// The memory of a line that no function has kept serves the next one.
program *recycle(program *p) {
    if (p->references == 1) {
        p->memory.rewind({nullptr, 0});
        return p;
    }
    release(p);
    return new program;
}

// What is left to do with `leaving` at a prompt; true if the shell goes on.
bool goes_on_at_prompt(source &from) {
    if (shell.leaving == unwinding::exit_shell) return false;
    if (shell.leaving != unwinding::none) {
        shell.leaving = unwinding::none;
        shell.levels = 0;
        shell.loops = 0;
        from.drop_line();
    }
    return true;
}

bool stays_at_end(int &warnings) {
    if (shell.on(option::ignoreeof) && warnings++ < 10) {
        err.put("Use \"exit\" to leave the shell.\n");
        err.flush();
        return true;
    }
    return warnings++ == 0 && !shell.warned_of_jobs && warns_of_stopped_jobs();
}

}  // namespace

void run_source(source &from, bool prompts, unsigned flags) {
    program *p = new program;
    int warnings = 0;
    bool any = false;
    for (;;) {
        if (prompts) report_jobs();
        node *n = nullptr;
        parser::outcome got;
        {
            parser reading(from, *p);
            got = reading.parse_line(n);
        }
        if (got == parser::outcome::end) {
            if (shell.leaving == unwinding::none) {
                if (prompts && from.reopen() && stays_at_end(warnings)) continue;
                break;
            }
            from.reopen();
        } else if (got == parser::outcome::error) {
            if (shell.leaving == unwinding::none) shell.status = 2;
            from.reopen();
            if (!prompts) {
                shell.leaving = unwinding::abandon;
                break;
            }
        } else if (got == parser::outcome::command) {
            warnings = 0;
            any = true;
            const bool last = (flags & run_last) && from.at_end();
            const bool warned = shell.warned_of_jobs;
            execute(n, last ? flags : flags & ~run_last);
            if (prompts && signal_waits) run_traps();
            out.flush();
            if (prompts && warned) shell.warned_of_jobs = false;
        } else if (signal_waits) {
            run_traps();
        }
        if (prompts ? !goes_on_at_prompt(from) : shell.leaving != unwinding::none) break;
        p = recycle(p);
    }
    if (!any && shell.leaving == unwinding::none && !prompts && !(flags & run_last))
        shell.status = 0;
    release(p);
}

void run_text(std::string_view text, unsigned flags, const char *called) {
    if (stack_is_low()) return abandon(2, "nested too deeply");
    string_reader reader(text);
    source from(reader, shell.line);
    from.name = called;
    run_source(from, false, flags);
}

bool run_file(const char *name, bool by_path, unsigned flags) {
    const char *path = name;
    if (by_path && !strchr(name, '/')) {
        const char *folders = variable_value("PATH");
        buffer candidate;
        path = nullptr;
        for (const char *p = folders ? folders : ""; p && !path;) {
            const char *end = strchr(p, ':');
            const size_t size = end ? static_cast<size_t>(end - p) : strlen(p);
            candidate.clear();
            candidate.add(std::string_view(p, size));
            if (size) candidate.add('/');
            candidate.add(name);
            struct stat status;
            if (stat(candidate.text(), &status) == 0 && S_ISREG(status.st_mode) &&
                access(candidate.text(), R_OK) == 0)
                path = scratch.copy(candidate.view());
            p = end ? end + 1 : nullptr;
        }
        if (!path) {
            complain("%s: not found", name);
            return false;
        }
    }
    const int opened = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (opened < 0 ||
        (fstat(opened, &status) == 0 && S_ISDIR(status.st_mode) && (errno = EISDIR))) {
        complain("can't open %s: %s", name, errno == ENOENT ? "no such file" : error_text(errno));
        if (opened >= 0) close(opened);
        return false;
    }
    const int file = move_high(opened);
    const int line = shell.line;
    const char *outer = shell.file;
    shell.file = name;
    file_reader reader(file, false);
    {
        source from(reader);
        from.echoes = true;
        run_source(from, false, flags);
    }
    shell.file = outer;
    shell.line = line;
    close(file);
    return true;
}

void become_script(int file, const char *name, char **argv) {
    int count = 0;
    while (argv[count]) count++;
    shell.parameters.owned = nullptr;
    set_parameters(argv + 1, count - 1);
    shell.name = name;
    shell.builtin = shell.file = nullptr;
    shell.functions = shell.loops = 0;
    shell.subshell = shell.at_prompt = false;
    for (bool &o : shell.options) o = false;
    shell.pid = getpid();
    remove_all_functions();
    remove_all_aliases();
    each_variable([](variable &v) {
        if (!v.exported && !v.readonly && !v.compute) unset(v);
    });
    file_reader reader(file, false);
    source from(reader);
    from.echoes = true;
    run_source(from, false, 0);
    leave_shell();
}

}  // namespace msh
