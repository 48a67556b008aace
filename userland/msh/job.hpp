// Jobs: the processes of pipelines, their groups, and who has the terminal.
#pragma once

#include "msh/ast.hpp"

#include <sys/types.h>

namespace msh {

enum class process_state : unsigned char { running, stopped, done };

struct process {
    pid_t pid;
    int status;  // as waitpid() gives it
    process_state state;
};

struct job {
    job *next;
    int number;   // 0 until it is in the background, and when it is retired
    pid_t group;  // 0 without job control
    int count;
    process *processes;
    char *text;  // for `jobs`; null when not interactive
    bool background;
    bool retired;
    bool changed;   // its state was not reported yet
    bool foreign;   // a parent's, which `jobs` and `kill` of a subshell know
    unsigned used;  // when it was made current, for %+ and %-

    process_state state() const;
    // Exit status as the shell gives it, of the last process or by pipefail.
    int status() const;
};

// A job for that many processes.
job *make_job(int count, node *command);
// fork() as the next process of the job; in the child, 0, everything is set up as a subshell's:
// process group, terminal, signals. -1 after a message.
pid_t fork_process(job *j, bool foreground);
// Waits for a foreground job to end or stop, and takes the terminal back. Returns its status.
int wait_for_job(job *j);
// Makes it a background job, with a number and $!.
void set_background(job *j);
void forget_job(job *j);
// It has been told that the job is done: its number is free, its status still there for `wait PID`.
void retire_job(job *j);
job *first_job();

// %n, %+, %-, %%, %text, %?text or a pid; null after a message if there is none and `complains`.
job *find_job(const char *text, bool complains);
job *job_of_pid(pid_t pid);
job *current_job(bool previous);

// Takes note of children that have ended; with `waits`, waits for one first. False if there are
// none at all (errno ECHILD), none has ended (EAGAIN), or a signal came (EINTR).
bool reap(bool waits);
// Waits until a child changes or a trapped signal comes; false if a signal came.
bool wait_for_change();
// Says what has changed since, and forgets the jobs that are done.
void report_jobs();
// Tells of them, if there are any.
bool warns_of_stopped_jobs();
void print_job(class output &to, job &j, bool with_processes, bool only_group);
// Sends it on: to the foreground with the terminal, or to the background.
int continue_job(job *j, bool foreground);

// set -m.
void set_job_control(bool on);
// In a child: the parent's jobs are not ours to wait for.
void disown_jobs();

// The command as text, for `jobs`.
void describe_command(node *n, class buffer &into);

}  // namespace msh
