// Processes: fork, wait, exit status, ids, orphans. glibc
#include "posix_test.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int child_status(int (*body)(void)) {
    fflush(stdout);
    int pid = fork(), status = -1;
    if (pid == 0) _exit(body());
    CHECK(pid > 0);
    CHECK(waitpid(pid, &status, 0) == pid);
    return status;
}

static int exit_300(void) { return 300; }
static int by_signal(void) {
    raise(SIGTERM);
    return 1;
}
static int by_abort(void) {
    abort();
    return 1;
}

static void statuses(void) {
    int status = child_status(exit_300);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 300 % 256);
    status = child_status(by_signal);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM && !WCOREDUMP(status));
    status = child_status(by_abort);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    CHECK_ERROR(wait(&status), ECHILD);
    CHECK_ERROR(waitpid(1, &status, 0), ECHILD);
    CHECK_ERROR(waitpid(-1, &status, 0x1000), EINVAL);
}

static void memory_is_copied(void) {
    static int word = 1;
    int local = 1, status;
    fflush(stdout);
    int pid = fork();
    if (pid == 0) {
        word = 2;
        local = 2;
        _exit(word + local);
    }
    CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 4);
    CHECK(word == 1 && local == 1);
}

static void ids(void) {
    int pipe_ends[2], answer[3], status;
    CHECK(pipe(pipe_ends) == 0);
    int pid = fork();
    if (pid == 0) {
        int mine[3] = {getpid(), getppid(), (int)syscall(SYS_gettid)};
        _exit(write(pipe_ends[1], mine, sizeof mine) != sizeof mine);
    }
    CHECK(read(pipe_ends[0], answer, sizeof answer) == sizeof answer);
    CHECK(answer[0] == pid && answer[1] == getpid() && answer[2] == pid);
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    CHECK(getpgid(0) == getpgrp() && getpgid(getpid()) == getpgrp());
    CHECK_ERROR(getpgid(0x7ffffff), ESRCH);
    CHECK_ERROR(getsid(0x7ffffff), ESRCH);
    CHECK_ERROR(kill(0x7ffffff, 0), ESRCH);
    CHECK(kill(getpid(), 0) == 0);
    CHECK_ERROR(kill(getpid(), 65), EINVAL);
}

static void orphan_gets_a_parent(void) {
    int pipe_ends[2], parent = 0, status;
    CHECK(pipe(pipe_ends) == 0);
    int pid = fork();
    if (pid == 0) {
        int middle = getpid();
        if (fork() == 0) {
            while (getppid() == middle) usleep(1000);
            parent = getppid();
            _exit(write(pipe_ends[1], &parent, sizeof parent) != sizeof parent);
        }
        _exit(0);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(read(pipe_ends[0], &parent, sizeof parent) == sizeof parent);
    CHECK(parent != pid && parent > 0);
}

static void waiting(void) {
    int status;
    int pid = fork();
    if (pid == 0) {
        usleep(50000);
        _exit(7);
    }
    CHECK(waitpid(pid, &status, WNOHANG) == 0);
    siginfo_t info;
    memset(&info, 0, sizeof info);
    CHECK(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
    CHECK(info.si_pid == pid && info.si_status == 7 && info.si_code == CLD_EXITED &&
          info.si_signo == SIGCHLD);
    CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7);
    CHECK_ERROR(waitpid(pid, &status, 0), ECHILD);
}

static void many(void) {
    enum { count = 40 };
    int sum = 0;
    for (int i = 0; i < count; i++)
        if (fork() == 0) _exit(i);
    for (int i = 0; i < count; i++) {
        int status;
        CHECK(wait(&status) > 0 && WIFEXITED(status));
        sum += WEXITSTATUS(status);
    }
    CHECK(sum == count * (count - 1) / 2);
}

static void stopping(void) {
    int status;
    int pid = fork();
    if (pid == 0) {
        raise(SIGSTOP);
        _exit(3);
    }
    CHECK(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) &&
          WSTOPSIG(status) == SIGSTOP);
    CHECK(waitpid(pid, &status, WNOHANG | WUNTRACED) == 0);
    CHECK(kill(pid, SIGCONT) == 0);
    int result = waitpid(pid, &status, WCONTINUED);
    CHECK(result == pid && (WIFCONTINUED(status) || WIFEXITED(status)));
    if (WIFCONTINUED(status)) CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    pid = fork();
    if (pid == 0) {
        raise(SIGSTOP);
        _exit(0);
    }
    CHECK(waitpid(pid, &status, WUNTRACED) == pid);
    CHECK(kill(pid, SIGKILL) == 0);
    CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void groups(void) {
    int status;
    int pid = fork();
    if (pid == 0) {
        if (setpgid(0, 0) != 0 || getpgrp() != getpid()) _exit(1);
        if (setsid() != -1 || errno != EPERM) _exit(2);
        if (fork() == 0) {
            if (setsid() != getpid() || getsid(0) != getpid() || getpgrp() != getpid()) _exit(3);
            _exit(setpgid(0, 0) == -1 && errno == EPERM ? 0 : 4);
        }
        wait(&status);
        _exit(WEXITSTATUS(status));
    }
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    CHECK_ERROR(setpgid(0x7ffffff, 0), ESRCH);
    CHECK_ERROR(setpgid(0, 0x7ffffff), EPERM);
    CHECK_ERROR(setpgid(0, -1), EINVAL);
}

static void vforking(void) {
    int status;
    int pid = vfork();
    if (pid == 0) _exit(9);
    CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 9);
    CHECK(system("exit 5") == 5 << 8);
}

static long milliseconds(struct timeval t) { return t.tv_sec * 1000 + t.tv_usec / 1000; }

/* Uses 50 ms of processor time and ends, by exit or by a signal. */
static void burn(int by_signal) {
    struct rusage used;
    do getrusage(RUSAGE_SELF, &used);
    while (milliseconds(used.ru_utime) + milliseconds(used.ru_stime) < 50);
    if (by_signal) raise(SIGKILL);
    _exit(0);
}

static void times_of_the_dead(void) {
    for (int by_signal = 0; by_signal < 2; by_signal++) {
        pid_t child = fork();
        if (child == 0) burn(by_signal);
        int status;
        struct rusage used;
        CHECK(wait4(child, &status, 0, &used) == child);
        CHECK(milliseconds(used.ru_utime) + milliseconds(used.ru_stime) >= 49);
    }
    struct rusage all;
    CHECK(getrusage(RUSAGE_CHILDREN, &all) == 0);
    CHECK(milliseconds(all.ru_utime) + milliseconds(all.ru_stime) >= 98);
}

/* A group that has been orphaned all along is not roused by the end of one of its members. */
static int in_orphaned_group(void) {
    int status;
    setsid();
    const pid_t stopped = fork();
    if (stopped == 0)
        for (;;) pause();
    kill(stopped, SIGSTOP);
    CHECK(waitpid(stopped, &status, WUNTRACED) == stopped && WIFSTOPPED(status));
    const pid_t passing = fork();
    if (passing == 0) _exit(0);
    CHECK(waitpid(passing, &status, 0) == passing && status == 0);
    CHECK(waitpid(stopped, &status, WNOHANG | WCONTINUED) == 0);
    kill(stopped, SIGKILL);
    CHECK(waitpid(stopped, &status, 0) == stopped && WTERMSIG(status) == SIGKILL);
    return failures;
}
static void orphaned_before(void) { CHECK(child_status(in_orphaned_group) == 0); }

int main(void) {
    statuses();
    memory_is_copied();
    ids();
    orphan_gets_a_parent();
    orphaned_before();
    waiting();
    many();
    stopping();
    groups();
    vforking();
    times_of_the_dead();
    return finish();
}
