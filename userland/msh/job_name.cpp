// Jobs as people name them, and as they are listed.
#include "msh/job.hpp"

#include "msh/buffer.hpp"
#include "msh/number.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"

#include <string.h>
#include <sys/wait.h>

namespace msh {

job *job_of_pid(pid_t pid) {
    for (job *j = first_job(); j; j = j->next)
        for (int i = 0; i < j->count; i++)
            if (j->processes[i].pid == pid && (j->number || j->retired) && !j->foreign) return j;
    return nullptr;
}

// Stopped jobs come before running ones, then the one used last.
job *current_job(bool previous) {
    job *best = nullptr, *second = nullptr;
    const auto before = [](job *a, job *b) {
        const bool x = a->state() == process_state::stopped,
                   y = b->state() == process_state::stopped;
        return x != y ? x : a->used > b->used;
    };
    for (job *j = first_job(); j; j = j->next) {
        if (!j->number) continue;
        if (!best || before(j, best)) {
            second = best;
            best = j;
        } else if (!second || before(j, second)) {
            second = j;
        }
    }
    return previous ? second : best;
}

job *find_job(const char *text, bool complains) {
    job *found = nullptr;
    int matches = 0;
    if (*text != '%') {
        const int pid = plain_number(text);
        found = pid > 0 ? job_of_pid(pid) : nullptr;
    } else if (!text[1] || strcmp(text, "%%") == 0 || strcmp(text, "%+") == 0) {
        found = current_job(false);
    } else if (strcmp(text, "%-") == 0) {
        found = current_job(true);
    } else if (text[1] >= '0' && text[1] <= '9') {
        for (job *j = first_job(); j; j = j->next)
            if (j->number && j->number == plain_number(text + 1)) found = j;
    } else {
        for (job *j = first_job(); j; j = j->next) {
            if (!j->number || !j->text) continue;
            const bool fits = text[1] == '?' ? strstr(j->text, text + 2) != nullptr
                                             : strncmp(j->text, text + 1, strlen(text + 1)) == 0;
            if (fits) {
                found = j;
                matches++;
            }
        }
    }
    if (matches > 1) {
        if (complains) complain("%s: ambiguous", text);
        return nullptr;
    }
    if (!found && complains) complain("%s: no such job", text);
    return found;
}

void print_job(output &to, job &j, bool with_processes, bool only_group) {
    if (only_group) {
        to.print("%d\n", j.count ? j.processes[0].pid : 0);
        return;
    }
    const char mark = &j == current_job(false) ? '+' : &j == current_job(true) ? '-' : ' ';
    buffer state;
    const int status = j.count ? j.processes[j.count - 1].status : 0;
    if (j.state() == process_state::stopped) {
        state.add("Stopped");
    } else if (j.state() == process_state::running) {
        state.add("Running");
    } else if (WIFSIGNALED(status)) {
        state.add(strsignal(WTERMSIG(status)));
    } else {
        state.add("Done");
        if (WEXITSTATUS(status)) {
            state.add('(');
            state.add_number(WEXITSTATUS(status));
            state.add(')');
        }
    }
    if (!with_processes) {
        to.print("[%d] %c %-22s %s\n", j.number, mark, state.text(), j.text ? j.text : "");
        return;
    }
    for (int i = 0; i < j.count; i++) {
        if (i == 0)
            to.print("[%d] %c %d %-22s %s\n", j.number, mark, j.processes[i].pid, state.text(),
                     j.text ? j.text : "");
        else
            to.print("      %d\n", j.processes[i].pid);
    }
}

}  // namespace msh
