#include "msh/simple_command.hpp"

#include "msh/command_table.hpp"
#include "msh/executor.hpp"
#include "msh/expander.hpp"
#include "msh/job.hpp"
#include "msh/lexer.hpp"
#include "msh/output.hpp"
#include "msh/prompt.hpp"
#include "msh/redirection.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace msh {

namespace {

enum class scope_kind : unsigned char { lasting, temporary };

void fail_assignment() {
    if (shell.leaving != unwinding::none) return;
    shell.status = 2;
    shell.leaving = unwinding::abandon;
}

// Quoted if it has to be, so that the shell could read it back.
void trace_word(std::string_view text, bool may_be_keyword, buffer &line) {
    bool plain = !text.empty();
    for (const char c : text) plain = plain && (is_name_character(c) || strchr("-./:+,%@^", c));
    if (plain && !(may_be_keyword && is_keyword(text))) return line.add(text);
    line.add('\'');
    for (const char c : text) {
        if (c == '\'')
            line.add("'\"'\"'");
        else
            line.add(c);
    }
    line.add('\'');
}

// Carries the assignments out. Temporary ones are exported and undone with the open scope.
bool assign_all(assignment *a, scope_kind kind, buffer *traced) {
    for (; a; a = a->next) {
        scratch_scope scope;
        const std::string_view value = expand_text(*a->value);
        if (!value.data()) return false;
        if (!a->cached) a->cached = &variable_named(a->name);
        variable &v = *a->cached;
        if (traced) {
            if (!traced->empty()) traced->add(' ');
            traced->add(a->name);
            traced->add('=');
            if (!value.empty()) trace_word(value, false, *traced);
        }
        if (kind == scope_kind::temporary && !v.readonly) save_in_scope(v);
        if (!assign(v, value)) {
            fail_assignment();
            return false;
        }
        if (kind == scope_kind::temporary) set_exported(v, true);
    }
    return true;
}

void trace_command(char **argv, buffer &line) {
    for (; *argv; argv++) {
        if (!line.empty()) line.add(' ');
        if (strcmp(*argv, "[") == 0 || strcmp(*argv, "]") == 0)
            line.add(*argv);
        else
            trace_word(*argv, true, line);
    }
}

void write_trace(buffer &line) {
    if (line.empty()) return;
    out.flush();
    const char *before = expand_prompt("PS4", "+ ");
    err.put(before);
    err.put(line.view());
    err.put('\n');
    err.flush();
}

// Does expanding it do more than give a text?
bool has_effects(const word *w) {
    for (const part *p = w ? w->parts : nullptr; p; p = p->next) {
        if (p->kind == part_kind::arithmetic || p->kind == part_kind::command) return true;
        if (p->kind != part_kind::parameter) continue;
        const parameter &e = *p->parameter;
        if (e.op == parameter_op::assign_default || has_effects(e.argument)) return true;
    }
    return false;
}

// Redirections without a command are made in a subshell; where that cannot be told, here.
void run_without_command(simple_command &c, unsigned flags) {
    buffer traced;
    bool effects = false;
    for (const redirection *r = c.redirections; r; r = r->next) effects |= has_effects(r->target);
    if (effects) {
        job *j = make_job(1, nullptr);
        const pid_t pid = fork_process(j, true);
        if (pid == 0) {
            if (!redirect(c.redirections, nullptr)) _exit(shell.status ? shell.status : 1);
            _exit(shell.substituted ? shell.substitution_status : 0);
        }
        shell.substituted = true;
        shell.substitution_status = pid > 0 ? wait_for_job(j) : 2;
        if (pid < 0) forget_job(j);
        if (!c.assignments || shell.substitution_status) {
            shell.status = shell.substitution_status;
            return check_errexit(flags);
        }
    } else {
        saved_descriptors saved;
        if (!redirect(c.redirections, &saved)) {
            if (shell.leaving == unwinding::none) shell.status = 1;
            saved.restore();
            check_errexit(flags);
            return;
        }
    }
    if (!assign_all(c.assignments, scope_kind::lasting,
                    shell.on(option::xtrace) ? &traced : nullptr))
        return;
    write_trace(traced);
    shell.status = shell.substituted ? shell.substitution_status : 0;
    check_errexit(flags);
}

// A builtin's output that could not be written is its failure.
void finish_output() {
    out.flush();
    if (const int error = out.failed()) {
        complain("write error: %s", error_text(error));
        if (!shell.status) shell.status = 1;
    }
}

// exec, or command exec, for nothing but its redirections.
bool is_bare_exec(char **argv) {
    while (strcmp(*argv, "command") == 0) {
        do argv++;
        while (*argv && (strcmp(*argv, "--") == 0 || strcmp(*argv, "-p") == 0));
        if (!*argv) return false;
    }
    return strcmp(*argv, "exec") == 0 && (!argv[1] || (strcmp(argv[1], "--") == 0 && !argv[2]));
}

void run_builtin(const builtin &b, simple_command &c, int argc, char **argv, unsigned flags) {
    saved_descriptors saved;
    if (!redirect(c.redirections, &saved)) {
        if (shell.leaving == unwinding::none) shell.status = 1;
        saved.restore();
        if (b.special && !shell.interactive && shell.leaving == unwinding::none) {
            shell.leaving = unwinding::abandon;
            return;
        }
        check_errexit(flags);
        return;
    }
    buffer traced;
    variable_scope scope;
    const bool temporary = !b.special && c.assignments;
    if (temporary) open_scope(scope);
    const bool assigned =
        !c.assignments ||
        assign_all(c.assignments, temporary ? scope_kind::temporary : scope_kind::lasting,
                   shell.on(option::xtrace) ? &traced : nullptr);
    if (assigned) {
        if (shell.on(option::xtrace)) {
            trace_command(argv, traced);
            write_trace(traced);
        }
        const char *outer = shell.builtin;
        shell.builtin = b.name;
        if (is_bare_exec(argv)) saved.keep();
        if (strcmp(b.name, "exec") == 0 && argc > 1)
            for (assignment *a = c.assignments; a; a = a->next) set_exported(*a->cached, true);
        shell.tested = flags & run_tested;
        const int status = b.run(argc, argv);
        if (shell.leaving == unwinding::none || shell.leaving == unwinding::abandon)
            shell.status = status;
        finish_output();
        shell.builtin = outer;
    }
    if (temporary) close_scope();
    saved.restore();
    if (assigned) check_errexit(flags);
}

void run_function(const command_entry &e, simple_command &c, int argc, char **argv,
                  unsigned flags) {
    saved_descriptors saved;
    if (!redirect(c.redirections, &saved)) {
        if (shell.leaving == unwinding::none) shell.status = 1;
        saved.restore();
        return check_errexit(flags);
    }
    buffer traced;
    variable_scope scope;
    if (c.assignments) open_scope(scope);
    if (assign_all(c.assignments, scope_kind::temporary,
                   shell.on(option::xtrace) ? &traced : nullptr)) {
        if (shell.on(option::xtrace)) {
            trace_command(argv, traced);
            write_trace(traced);
        }
        call_function(e.function, e.owner, argc, argv, flags & run_tested);
        if (c.redirections) out.flush();
    }
    if (c.assignments) close_scope();
    saved.restore();
    // What failed inside may have been tested there; the call was not.
    check_errexit(flags);
}

// The process becomes the program at `path`, or ends with what `error` says of it.
[[noreturn]] void become_program(simple_command &c, const std::string_view *targets,
                                 const char *path, int error, char **argv) {
    if (!redirect(c.redirections, nullptr, targets)) {
        out.flush();
        _exit(1);
    }
    if (!path) {
        complain("%s: %s", argv[0], error == ENOENT ? "not found" : error_text(error));
        out.flush();
        _exit(error == ENOENT || !argv[0][0] ? 127 : 126);
    }
    shell.status = execute_program(path, argv);
    leave_shell();
}

void start_program(simple_command &c, const std::string_view *targets, char **argv,
                   unsigned flags) {
    const char *path = find_program(argv[0]);
    const int error = path ? 0 : errno;
    if (flags & run_last && !has_traps() && !shell.interactive) {
        reset_signals_in_child();
        become_program(c, targets, path, error, argv);
    }
    job *j = make_job(1, &c);
    const pid_t pid = fork_process(j, true);
    if (pid == 0) become_program(c, targets, path, error, argv);
    if (pid < 0) {
        forget_job(j);
        shell.status = 2;
        shell.leaving = unwinding::abandon;
        return;
    }
    shell.status = wait_for_job(j);
}

void run_program(simple_command &c, char **argv, unsigned flags) {
    const std::string_view *targets = expand_redirections(c.redirections);
    if (!targets) return;
    buffer traced;
    variable_scope scope;
    if (c.assignments) open_scope(scope);
    if (assign_all(c.assignments, scope_kind::temporary,
                   shell.on(option::xtrace) ? &traced : nullptr)) {
        if (shell.on(option::xtrace)) {
            trace_command(argv, traced);
            write_trace(traced);
        }
        start_program(c, targets, argv, flags);
    }
    if (c.assignments) close_scope();
    check_errexit(flags);
}

}  // namespace

void run_simple(simple_command &c, unsigned flags) {
    scratch_scope scope;
    shell.line = c.line;
    shell.substituted = false;
    field_list fields;
    if (!expand_words(c.words, fields)) return;
    if (fields.count() == 0) return run_without_command(c, flags);
    char **argv = fields.items();
    command_entry *e = find_command(argv[0]);
    if (e && e->built_in && (e->built_in->special || !e->function))
        return run_builtin(*e->built_in, c, fields.count(), argv, flags);
    if (e && e->function) return run_function(*e, c, fields.count(), argv, flags);
    run_program(c, argv, flags);
}

void call_function(node *body, program *owner, int argc, char **argv, unsigned flags) {
    if (stack_is_low()) return abandon(2, "%s: functions nested too deeply", argv[0]);
    const positional outer = shell.parameters;
    const int loops = shell.loops;
    const char *outer_builtin = shell.builtin;
    shell.parameters = {argv + 1, argc - 1, nullptr};
    shell.loops = 0;
    shell.builtin = nullptr;
    shell.functions++;
    retain(owner);
    variable_scope scope;
    open_scope(scope);
    execute(body, flags);
    close_scope();
    release(owner);
    shell.functions--;
    shell.loops = loops;
    shell.builtin = outer_builtin;
    free_parameters();
    shell.parameters = outer;
    if (shell.leaving == unwinding::return_function) shell.leaving = unwinding::none;
}

int execute_program(const char *path, char **argv) {
    out.flush();
    execve(path, argv, environment());
    const int error = errno;
    if (error == ENOEXEC) {
        const int file = open(path, O_RDONLY | O_CLOEXEC);
        char head[256];
        const ssize_t size = file >= 0 ? read(file, head, sizeof head) : -1;
        const void *newline = size > 0 ? memchr(head, '\n', static_cast<size_t>(size)) : nullptr;
        const size_t first = newline
                                 ? static_cast<size_t>(static_cast<const char *>(newline) - head)
                             : size > 0 ? static_cast<size_t>(size)
                                        : 0;
        if (size >= 0 && !memchr(head, 0, first)) {
            lseek(file, 0, SEEK_SET);
            become_script(move_high(file), path, argv);
        }
        if (file >= 0) close(file);
    }
    complain("%s: %s", argv[0], error == ENOENT ? "not found" : error_text(error));
    return error == ENOENT || error == ENOTDIR ? 127 : 126;
}

}  // namespace msh
