#include "msh/executor.hpp"

#include "msh/alias.hpp"
#include "msh/command_table.hpp"
#include "msh/expander.hpp"
#include "msh/job.hpp"
#include "msh/output.hpp"
#include "msh/pattern.hpp"
#include "msh/redirection.hpp"
#include "msh/shell.hpp"
#include "msh/simple_command.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <unistd.h>

namespace msh {

void check_errexit(unsigned flags) {
    if (shell.status && !(flags & run_tested) && shell.on(option::errexit) &&
        shell.leaving == unwinding::none)
        shell.leaving = unwinding::exit_shell;
}

void enter_subshell() {
    shell.subshell = true;
    shell.interactive = false;
    shell.set(option::monitor, false);
    shell.trap_status = -1;
    disown_jobs();
    out.forget();
}

void leave_shell() {
    run_exit_trap();
    out.flush();
    err.flush();
    _exit(shell.status & 255);
}

namespace {

[[noreturn]] void run_child(node *n, unsigned flags) {
    shell.leaving = unwinding::none;
    execute(n, (flags & run_tested) | run_last);
    leave_shell();
}

void run_subshell(compound &c, unsigned flags) {
    // The last command of a shell that ends anyway can be the subshell itself.
    if (flags & run_last && shell.subshell && !has_traps()) {
        if (!redirect(c.redirections, nullptr)) {
            shell.status = 1;
            return;
        }
        execute(c.body, flags);
        if (shell.leaving != unwinding::none) shell.leaving = unwinding::exit_shell;
        return;
    }
    job *j = make_job(1, &c);
    const pid_t pid = fork_process(j, true);
    if (pid == 0) {
        shell.leaving = unwinding::none;
        if (!redirect(c.redirections, nullptr)) _exit(1);
        run_child(c.body, flags);
    }
    if (pid < 0) {
        forget_job(j);
        shell.status = 2;
        shell.leaving = unwinding::abandon;
        return;
    }
    shell.status = wait_for_job(j);
    check_errexit(flags);
}

// Every command of a pipeline runs in a child, the group's first one leads it.
void start_pipeline(job *j, pipeline &p, bool foreground, unsigned flags) {
    int input = -1;
    for (int i = 0; i < p.count; i++) {
        int ends[2] = {-1, -1};
        if (i + 1 < p.count && pipe(ends) != 0) {
            complain("cannot make a pipe: %s", error_text(errno));
            break;
        }
        const pid_t pid = fork_process(j, foreground);
        if (pid == 0) {
            if (input >= 0) {
                dup2(input, 0);
                close(input);
            }
            if (ends[1] >= 0) {
                close(ends[0]);
                if (ends[1] != 1) {
                    dup2(ends[1], 1);
                    close(ends[1]);
                }
            }
            run_child(p.commands[i], flags | (p.negated ? run_tested : 0));
        }
        if (input >= 0) close(input);
        if (ends[1] >= 0) close(ends[1]);
        input = ends[0];
        if (pid < 0) break;
    }
    if (input >= 0) close(input);
}

// $! is the last command of a pipeline, so that no child stands between.
void run_in_background(node *n) {
    auto *p = n->kind == node_kind::pipeline ? static_cast<pipeline *>(n) : nullptr;
    const bool direct = p && p->count > 1 && !p->negated;
    job *j = make_job(direct ? p->count : 1, n);
    if (direct)
        start_pipeline(j, *p, false, 0);
    else if (fork_process(j, false) == 0)
        run_child(n, 0);
    if (!j->count) {
        forget_job(j);
        shell.status = 2;
        return;
    }
    shell.background = j->processes[j->count - 1].pid;
    set_background(j);
    shell.status = 0;
    if (shell.interactive) {
        err.print("[%d] %d\n", j->number, shell.background);
        err.flush();
    }
}

void run_pipeline(pipeline &p, unsigned flags) {
    if (p.count == 1) {
        execute(p.commands[0], p.negated ? run_tested : flags);
    } else {
        job *j = make_job(p.count, &p);
        start_pipeline(j, p, true, flags);
        shell.status = wait_for_job(j);
    }
    if (p.negated) {
        if (shell.leaving == unwinding::none || shell.leaving == unwinding::return_function)
            shell.status = shell.leaving == unwinding::none ? !shell.status : shell.status;
    } else if (p.count > 1) {
        check_errexit(flags);
    }
}

// After a loop's body: is the loop left?
bool leaves_loop() {
    if (shell.leaving == unwinding::none) return false;
    if (shell.leaving != unwinding::break_loop && shell.leaving != unwinding::continue_loop)
        return true;
    if (--shell.levels > 0) return true;
    const bool breaks = shell.leaving == unwinding::break_loop;
    shell.leaving = unwinding::none;
    return breaks;
}

void run_while(compound &c, unsigned flags) {
    const bool until = c.kind == node_kind::until_loop;
    int status = 0;
    shell.loops++;
    for (;;) {
        execute(c.condition, run_tested);
        if (shell.leaving != unwinding::none) {
            if (!leaves_loop()) continue;
            if (shell.leaving != unwinding::none) status = shell.status;
            break;
        }
        if ((shell.status == 0) == until) break;
        execute(c.body, flags & run_tested);
        status = shell.status;
        if (leaves_loop()) break;
    }
    shell.loops--;
    shell.status = status;
}

void run_for(compound &c, unsigned flags) {
    scratch_scope scope;
    field_list fields;
    if (c.has_in) {
        if (!expand_words(c.words, fields)) return;
    } else {
        for (int i = 0; i < shell.parameters.count; i++)
            fields.add(scratch.copy(shell.parameters.values[i]));
    }
    variable &v = variable_named(c.name);
    char **items = fields.items();
    shell.status = 0;
    shell.loops++;
    for (int i = 0; i < fields.count(); i++) {
        if (!assign(v, items[i])) {
            shell.status = 2;
            shell.leaving = unwinding::abandon;
            break;
        }
        execute(c.body, flags & run_tested);
        if (leaves_loop()) break;
    }
    shell.loops--;
}

void run_case(compound &c, unsigned flags) {
    std::string_view text;
    scratch_scope scope;
    text = expand_text(*c.words);
    if (!text.data()) return;
    shell.line = c.line;
    bool found = false, runs = false;
    for (case_item *i = c.items; i; i = i->next) {
        for (word *w = i->patterns; w && !runs; w = w->next) {
            const std::string_view pattern = expand_pattern(*w);
            if (shell.leaving != unwinding::none) return;
            runs = matches(pattern, text);
        }
        if (!runs) continue;
        found = true;
        if (i->body)
            execute(i->body, flags);
        else
            shell.status = 0;
        if (shell.leaving != unwinding::none || i->end == case_item::leave) return;
        runs = i->end == case_item::fall_through;
    }
    if (!found) shell.status = 0;
}

void run_if(compound &c, unsigned flags) {
    execute(c.condition, run_tested);
    if (shell.leaving != unwinding::none) return;
    if (shell.status == 0) return execute(c.body, flags);
    shell.status = 0;
    if (c.otherwise) execute(c.otherwise, flags);
}

void run_compound_inside(compound &c, unsigned flags) {
    switch (c.kind) {
    case node_kind::if_clause: return run_if(c, flags);
    case node_kind::while_loop:
    case node_kind::until_loop: return run_while(c, flags);
    case node_kind::for_loop: return run_for(c, flags);
    case node_kind::case_clause: return run_case(c, flags);
    default: return execute(c.body, flags);
    }
}

void run_compound(compound &c, unsigned flags) {
    if (c.kind == node_kind::subshell) return run_subshell(c, flags);
    if (!c.redirections) return run_compound_inside(c, flags);
    saved_descriptors saved;
    bool fine;
    {
        scratch_scope scope;
        fine = redirect(c.redirections, &saved);
    }
    if (fine) {
        run_compound_inside(c, flags & ~run_last);
        out.flush();
    } else if (shell.leaving == unwinding::none) {
        shell.status = 1;
        saved.restore();
        check_errexit(flags);
    }
}

void run_sequence(sequence &s, unsigned flags) {
    for (sequence_item *i = s.first; i && shell.leaving == unwinding::none; i = i->next) {
        if (i->background)
            run_in_background(i->command);
        else
            execute(i->command, i->next ? flags & ~run_last : flags);
    }
}

}  // namespace

void execute(node *n, unsigned flags) {
    if (!n) {
        shell.status = 0;
        return;
    }
    if (shell.on(option::noexec) && !shell.interactive) return;
    if (stack_is_low()) return abandon(2, "commands nested too deeply");
    switch (n->kind) {
    case node_kind::simple: run_simple(*static_cast<simple_command *>(n), flags); break;
    case node_kind::pipeline: run_pipeline(*static_cast<pipeline *>(n), flags); break;
    case node_kind::and_list:
    case node_kind::or_list: {
        auto &b = *static_cast<binary *>(n);
        execute(b.left, (flags | run_tested) & ~run_last);
        if (shell.leaving == unwinding::none &&
            (shell.status == 0) == (n->kind == node_kind::and_list))
            execute(b.right, flags);
        break;
    }
    case node_kind::sequence: run_sequence(*static_cast<sequence *>(n), flags); break;
    case node_kind::function: {
        auto &f = *static_cast<function_definition *>(n);
        define_function(f.name, f.body, f.owner);
        shell.status = 0;
        break;
    }
    default: run_compound(*static_cast<compound *>(n), flags); break;
    }
    if (signal_waits) run_traps();
}

namespace {

[[noreturn]] void run_substitution(const part &p) {
    // What it reads are lines: an alias counts from the next one on.
    if (!p.text || !(p.names_alias || has_aliases())) run_child(p.command, 0);
    shell.leaving = unwinding::none;
    run_text({p.text, p.size}, 0, nullptr);
    leave_shell();
}

}  // namespace

bool substitute_command(const part &command, buffer &into) {
    shell.substituted = true;
    shell.substitution_status = 0;
    if (!command.command) return true;
    int ends[2];
    if (pipe(ends) != 0) {
        abandon(2, "cannot make a pipe: %s", error_text(errno));
        return false;
    }
    job *j = make_job(1, nullptr);
    const bool monitor = shell.on(option::monitor);
    shell.options[static_cast<size_t>(option::monitor)] = false;  // the child stays in our group
    const pid_t pid = fork_process(j, true);
    if (pid == 0) {
        close(ends[0]);
        if (ends[1] != 1) {
            dup2(ends[1], 1);
            close(ends[1]);
        }
        run_substitution(command);
    }
    close(ends[1]);
    if (pid > 0) {
        for (;;) {
            const ssize_t count = read(ends[0], into.reserve(4096), 4096);
            if (count > 0)
                into.extend(static_cast<size_t>(count));
            else if (count == 0 || errno != EINTR)
                break;
        }
    }
    close(ends[0]);
    if (pid > 0) shell.status = shell.substitution_status = wait_for_job(j);
    shell.options[static_cast<size_t>(option::monitor)] = monitor;
    if (pid < 0) {
        forget_job(j);
        shell.status = 2;
        shell.leaving = unwinding::abandon;
        return false;
    }
    // A NUL cannot be part of a variable.
    size_t kept = 0;
    if (memchr(into.data() ? into.data() : "", 0, into.size())) {
        for (size_t i = 0; i < into.size(); i++)
            if (into[i]) into[kept++] = into[i];
        into.resize(kept);
    }
    while (!into.empty() && into.last() == '\n') into.resize(into.size() - 1);
    if (into.empty()) into.reserve(1);
    return true;
}

}  // namespace msh
