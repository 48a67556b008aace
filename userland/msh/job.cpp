#include "msh/job.hpp"

#include "msh/executor.hpp"
#include "msh/format.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace msh {

namespace {

job *jobs;
unsigned use_count;
int terminal = -1;  // while there is job control
pid_t first_group;  // the terminal's group before us
termios modes;      // the shell's own

int exit_status(int status) {
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSTOPPED(status)) return 128 + WSTOPSIG(status);
    return 128 + WTERMSIG(status);
}

// What somebody sends to end a program: a script has the status, and its user need not be told.
bool is_wish(int number) {
    return number == SIGHUP || number == SIGQUIT || number == SIGABRT || number == SIGKILL ||
           number == SIGALRM || number == SIGTERM;
}

void note(pid_t pid, int status) {
    for (job *j = jobs; j; j = j->next)
        for (int i = 0; i < j->count; i++) {
            process &p = j->processes[i];
            if (p.pid != pid || p.state == process_state::done) continue;
            p.status = status;
            if (WIFCONTINUED(status))
                p.state = process_state::running;
            else
                p.state = WIFSTOPPED(status) ? process_state::stopped : process_state::done;
            if (j->state() != process_state::running) j->changed = true;
            return;
        }
}

// While a job is made, signals wait: a child that still has the shell's handlers, or ignores what
// the shell does, would lose them.
void hold_signals(bool held) {
    static sigset_t before;
    sigset_t all;
    sigfillset(&all);
    held ? sigprocmask(SIG_BLOCK, &all, &before) : sigprocmask(SIG_SETMASK, &before, nullptr);
}

bool stop_waits() {
    sigset_t waiting;
    return sigpending(&waiting) == 0 && sigismember(&waiting, SIGTSTP) == 1;
}

// Who was not yet there when Ctrl-Z stopped others of a job stops with them. True if that was so.
bool stop_whole(const job &j) {
    for (int i = 0; i < j.count; i++) {
        const process &p = j.processes[i];
        if (p.state != process_state::stopped || WSTOPSIG(p.status) != SIGTSTP) continue;
        kill(-j.group, SIGTSTP);
        return true;
    }
    return false;
}

// The one who gives it away may be in the background itself.
void give_terminal(pid_t group) {
    if (terminal < 0) return;
    sigset_t stops, before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTTOU);
    sigprocmask(SIG_BLOCK, &stops, &before);
    tcsetpgrp(terminal, group);
    sigprocmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

process_state job::state() const {
    process_state s = process_state::done;
    for (int i = 0; i < count; i++) {
        if (processes[i].state == process_state::running) return process_state::running;
        if (processes[i].state == process_state::stopped) s = process_state::stopped;
    }
    return s;
}

int job::status() const {
    if (state() == process_state::stopped)
        for (int i = 0; i < count; i++)
            if (processes[i].state == process_state::stopped)
                return exit_status(processes[i].status);
    if (!count) return 0;
    int status = exit_status(processes[count - 1].status);
    if (shell.on(option::pipefail))
        for (int i = count; i-- > 0 && !status;) status = exit_status(processes[i].status);
    return status;
}

job *first_job() { return jobs; }

job *make_job(int count, node *command) {
    auto *j = static_cast<job *>(need_memory(sizeof(job)));
    *j = {};
    j->processes =
        static_cast<process *>(need_memory(static_cast<size_t>(count) * sizeof(process)));
    if ((shell.interactive || shell.on(option::monitor)) && command) {
        buffer text;
        describe_command(command, text);
        j->text = need_copy(text.view());
    }
    j->next = jobs;
    jobs = j;
    return j;
}

void forget_job(job *j) {
    for (job **place = &jobs; *place; place = &(*place)->next)
        if (*place == j) {
            *place = j->next;
            break;
        }
    free(j->processes);
    free(j->text);
    free(j);
}

void retire_job(job *j) {
    constexpr int kept = 1024;
    j->number = 0;
    j->retired = true;
    int count = 0;
    job *oldest = nullptr;
    for (job *k = jobs; k; k = k->next)
        if (k->retired) {
            count++;
            oldest = k;
        }
    if (count > kept) forget_job(oldest);
}

void disown_jobs() {
    for (job *j = jobs, *next; j; j = next) {
        next = j->next;
        j->foreign = true;
        if (!j->number) forget_job(j);
    }
}

pid_t fork_process(job *j, bool foreground) {
    out.flush();
    const bool controls = shell.on(option::monitor) && !shell.subshell;
    const bool has_keys = shell.interactive && !shell.subshell;
    const bool holds = has_keys || has_traps();
    if (holds) hold_signals(true);
    const pid_t pid = fork();
    if (pid < 0) {
        complain("cannot fork: %s", error_text(errno));
        if (holds) hold_signals(false);
        return -1;
    }
    if (pid == 0) {
        if (controls) {
            const pid_t group = j && j->group ? j->group : getpid();
            setpgid(0, group);
            if (foreground) give_terminal(group);
        }
        reset_signals_in_child();
        if (!foreground && !controls && j) ignore_keys();
        if (holds) hold_signals(false);
        if (!foreground && !controls && j) {
            if (j->count == 0) {
                const int nothing = open("/dev/null", O_RDONLY);
                if (nothing > 0) {
                    dup2(nothing, 0);
                    close(nothing);
                }
            }
        }
        enter_subshell();
        return 0;
    }
    if (j && controls) {
        if (!j->group) j->group = pid;
        setpgid(pid, j->group);
        if (foreground) give_terminal(j->group);
    }
    // The key came before the child, or before it had the terminal.
    if (has_keys && foreground && stop_waits()) kill(pid, SIGTSTP);
    if (holds) hold_signals(false);
    if (has_keys && interrupt_waits()) kill(pid, SIGINT);
    if (!j) return pid;
    j->processes[j->count++] = {pid, 0, process_state::running};
    return pid;
}

bool reap(bool waits) {
    bool any = false;
    for (;;) {
        int status;
        const int flags = (waits && !any ? 0 : WNOHANG) |
                          (shell.on(option::monitor) ? WUNTRACED | WCONTINUED : 0);
        const pid_t pid = waitpid(-1, &status, flags);
        if (pid == 0) errno = EAGAIN;
        if (pid <= 0) return any;
        note(pid, status);
        any = true;
        if (waits) return true;
    }
}

bool wait_for_change() {
    sigset_t all, before;
    sigfillset(&all);
    catch_child_signal();
    sigprocmask(SIG_BLOCK, &all, &before);
    bool changed = false;
    while (!(changed = reap(false)) && !trapped_signal() && !interrupt_waits()) {
        if (errno == ECHILD) break;
        sigsuspend(&before);
    }
    sigprocmask(SIG_SETMASK, &before, nullptr);
    return changed;
}

int wait_for_job(job *j) {
    for (bool told = false; j->state() == process_state::running;) {
        if (j->group && !told) told = stop_whole(*j);
        if (!reap(true) && errno == ECHILD)
            for (int i = 0; i < j->count; i++) j->processes[i].state = process_state::done;
    }
    const int status = j->status();
    const bool stopped = j->state() == process_state::stopped;
    if (j->group) {
        give_terminal(getpgrp());
        if (shell.interactive && (stopped || status > 128))
            tcsetattr(terminal, TCSADRAIN, &modes);
        else if (shell.interactive)
            tcgetattr(terminal, &modes);
    }
    const int last = j->count ? j->processes[j->count - 1].status : 0;
    if (stopped) {
        set_background(j);
        if (shell.interactive) {
            err.put('\n');
            print_job(err, *j, false, false);
            err.flush();
        }
        j->changed = false;
        return status;
    }
    bool interrupted = false;
    for (int i = 0; i < j->count; i++)
        interrupted |=
            WIFSIGNALED(j->processes[i].status) && WTERMSIG(j->processes[i].status) == SIGINT;
    if (interrupted && shell.interactive) {
        // The key was for the whole line; a trap is only for what reaches the shell itself, which
        // was not in the foreground.
        if (j->group && !trap_action(SIGINT)) raise(SIGINT);
        if (!interrupt_waits()) {
            err.put('\n');
            err.flush();
        }
    } else if (WIFSIGNALED(last)) {
        const int number = WTERMSIG(last);
        if (number != SIGINT && number != SIGPIPE && !shell.subshell &&
            (shell.interactive || !is_wish(number))) {
            err.print("%s%s\n", strsignal(number), WCOREDUMP(last) ? " (core dumped)" : "");
            err.flush();
        }
    }
    forget_job(j);
    return status;
}

void set_background(job *j) {
    for (job *k = jobs, *next; k; k = next) {
        next = k->next;
        if (k->foreign) forget_job(k);
    }
    if (!j->number) {
        int number = 0;
        for (job *k = jobs; k; k = k->next)
            if (k->number > number) number = k->number;
        j->number = number + 1;
    }
    j->background = true;
    j->used = ++use_count;
}

bool warns_of_stopped_jobs() {
    for (job *j = jobs; j; j = j->next) {
        if (!j->number || j->state() != process_state::stopped) continue;
        err.put("You have stopped jobs.\n");
        err.flush();
        return true;
    }
    return false;
}

void report_jobs() {
    reap(false);
    for (job *j = jobs, *next; j; j = next) {
        next = j->next;
        if (!j->number || !j->changed) continue;
        j->changed = false;
        if (shell.interactive) print_job(err, *j, false, false);
        if (j->state() == process_state::done) retire_job(j);
    }
    err.flush();
}

int continue_job(job *j, bool foreground) {
    for (int i = 0; i < j->count; i++)
        if (j->processes[i].state == process_state::stopped)
            j->processes[i].state = process_state::running;
    j->used = ++use_count;
    j->changed = false;
    if (foreground) {
        j->background = false;
        give_terminal(j->group);
        out.flush();  // a key pressed at the sight of the command is the job's already
    }
    if (j->group) kill(-j->group, SIGCONT);
    return foreground ? wait_for_job(j) : 0;
}

void set_job_control(bool on) {
    if (!on) {
        if (terminal < 0) return;
        if (first_group > 0) {
            tcsetpgrp(terminal, first_group);
            setpgid(0, first_group);
        }
        close(terminal);
        terminal = -1;
        return;
    }
    int descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (descriptor < 0) descriptor = fcntl(2, F_DUPFD_CLOEXEC, 10);
    if (descriptor < 0) return;
    const int high = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    close(descriptor);
    first_group = tcgetpgrp(high);
    // In the background, wait to be brought to the front; nobody does that for, and no signal
    // stops, what its parent has left behind.
    constexpr int most_waits = 100;
    for (int waits = 0; shell.interactive && first_group >= 0 && first_group != getpgrp();
         waits++) {
        kill(0, SIGTTIN);
        first_group = waits < most_waits ? tcgetpgrp(high) : -1;
    }
    if (first_group < 0) {
        close(high);
        // Groups without a terminal are what a script gets that says set -m.
        if (shell.interactive) {
            complain("can't access tty; job control turned off");
            shell.set(option::monitor, false);
        }
        return;
    }
    terminal = high;
    if (!shell.interactive) return;
    set_interactive_signals();
    setpgid(0, getpid());
    tcsetpgrp(terminal, getpgrp());
    tcgetattr(terminal, &modes);
}

}  // namespace msh
