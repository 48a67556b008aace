// jobs fg bg wait kill.
#include "msh/builtin.hpp"
#include "msh/job.hpp"
#include "msh/number.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"

#include <errno.h>
#include <signal.h>
#include <string.h>

namespace msh {

int builtin_jobs(int argc, char **argv) {
    bool processes = false, groups = false;
    option_reader options(argc, argv, "lp");
    while (const int o = options.next()) {
        if (o == '?') return 2;
        (o == 'l' ? processes : groups) = true;
    }
    reap(false);
    if (options.operands() < argc) {
        int status = 0;
        for (int i = options.operands(); i < argc; i++) {
            if (job *j = find_job(argv[i], true))
                print_job(out, *j, processes, groups);
            else
                status = 1;
        }
        return status;
    }
    int last = 0;
    for (job *j = first_job(); j; j = j->next)
        if (j->number > last) last = j->number;
    for (int n = 1; n <= last; n++)
        for (job *j = first_job(), *next; j; j = next) {
            next = j->next;
            if (j->number != n) continue;
            print_job(out, *j, processes, groups);
            j->changed = false;
            if (j->state() == process_state::done) retire_job(j);
        }
    return 0;
}

static job *job_argument(const char *text) {
    job *j = text ? find_job(text, true) : current_job(false);
    if (!j && !text) complain("no current job");
    if (j && (!j->group || j->foreign)) {
        complain("job %%%d was not started under job control", j->number);
        return nullptr;
    }
    return j;
}

int builtin_fg(int argc, char **argv) {
    job *j = job_argument(argc > 1 ? argv[1] : nullptr);
    if (!j) return 1;
    out.put(j->text ? j->text : "");
    out.put('\n');
    return continue_job(j, true);
}

int builtin_bg(int argc, char **argv) {
    int status = 0;
    for (int i = 1; i < argc || i == 1; i++) {
        job *j = job_argument(i < argc ? argv[i] : nullptr);
        if (!j) {
            status = 1;
            continue;
        }
        out.print("[%d] %s\n", j->number, j->text ? j->text : "");
        continue_job(j, false);
    }
    return status;
}

// 128 + the signal if one with a trap came first; 127 if somebody else has taken the status.
static int wait_until_done(job *j) {
    while (j->state() == process_state::running) {
        const bool changed = wait_for_change();
        if (const int number = trapped_signal()) return 128 + number;
        if (interrupt_waits()) return 128 + SIGINT;
        if (!changed) return 127;
    }
    const int status = j->status();
    if (j->state() == process_state::done) forget_job(j);
    return status;
}

int builtin_wait(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--") == 0) argv++, argc--;
    if (argc == 1) {
        for (job *j = first_job(), *next; j; j = next) {
            next = j->next;
            if (!j->number || j->foreign) continue;
            const int status = wait_until_done(j);
            if (trapped_signal() || interrupt_waits()) return status;
        }
        return 0;
    }
    int status = 0;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '%') {
            if (number_argument(argv[i]) < 0) return 2;
        }
        job *j = find_job(argv[i], argv[i][0] == '%');
        status = j && !j->foreign ? wait_until_done(j) : 127;
        if (trapped_signal()) break;
    }
    return status;
}

static int list_signals(int argc, char **argv) {
    if (argc == 0) {
        for (int i = 1; signal_name(i); i++) out.print("%2d) %s\n", i, signal_name(i));
        return 0;
    }
    int status = 0;
    for (int i = 0; i < argc; i++) {
        int number = plain_number(argv[i]);
        const bool digits = argv[i][0] >= '0' && argv[i][0] <= '9';
        if (digits && number > 128) number -= 128;
        if (!digits) number = signal_number(argv[i]);
        const char *name = signal_name(number);
        if (name && digits) {
            out.print("%s\n", name);
        } else if (name) {
            out.print("%d\n", number);
        } else {
            complain("unknown signal %s", argv[i]);
            status = 1;
        }
    }
    return status;
}

int builtin_kill(int argc, char **argv) {
    int number = SIGTERM, i = 1;
    if (argc > 1 && argv[1][0] == '-' && argv[1][1]) {
        const char *name = argv[1] + 1;
        i = 2;
        if (strcmp(name, "l") == 0 || strcmp(name, "L") == 0)
            return list_signals(argc - 2, argv + 2);
        if (strcmp(name, "-") != 0) {
            if (strcmp(name, "s") == 0 || strcmp(name, "n") == 0) name = i < argc ? argv[i++] : "";
            number = signal_number(name);
            if (number < 0) {
                complain("bad signal name '%s'", name);
                return 1;
            }
            if (i < argc && strcmp(argv[i], "--") == 0) i++;
        }
    }
    if (i >= argc) {
        complain("you need to specify whom to kill");
        return 2;
    }
    reap(false);
    int status = 0;
    for (; i < argc; i++) {
        pid_t pid;
        job *j = nullptr;
        if (argv[i][0] == '%') {
            j = find_job(argv[i], true);
            if (!j) {
                status = 1;
                continue;
            }
            pid = j->group ? -j->group : j->processes[0].pid;
        } else {
            const bool group = argv[i][0] == '-';
            pid = plain_number(argv[i] + group);
            if (pid < 0) {
                complain("bad pid '%s'", argv[i]);
                status = 1;
                continue;
            }
        }
        if (j == nullptr && argv[i][0] == '-') pid = -pid;
        if (kill(pid, number) != 0) {
            complain("can't kill pid %s: %s", argv[i], error_text(errno));
            status = 1;
        } else if (j && j->state() == process_state::stopped && number != SIGSTOP &&
                   number != SIGTSTP) {
            kill(pid, SIGCONT);
        }
    }
    return status;
}

}  // namespace msh
