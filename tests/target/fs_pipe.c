// Pipes: order, ends, limits, readiness, and waiting with one process at each end.
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "fs_test.h"

static char big[100000];

static void show_poll(const char *what, int fd, short events) {
    struct pollfd p = {.fd = fd, .events = events};
    const int ready = poll(&p, 1, 0);
    printf("%s: %d%s%s%s%s\n", what, ready, p.revents & POLLIN ? " in" : "",
           p.revents & POLLOUT ? " out" : "", p.revents & POLLHUP ? " hup" : "",
           p.revents & POLLERR ? " err" : "");
}

static void alone(void) {
    puts("-- one process");
    int fd[2];
    char text[64];
    SHOW(pipe2(fd, O_NONBLOCK));
    SHOW(read(fd[0], text, 1));
    show_poll("empty read end", fd[0], POLLIN);
    show_poll("empty write end", fd[1], POLLOUT);
    SHOW(write(fd[1], "hello", 5));
    int queued = 0;
    SHOW(ioctl(fd[0], FIONREAD, &queued));
    printf("%d queued\n", queued);
    show_poll("read end", fd[0], POLLIN);
    SHOW(read(fd[0], text, 2));
    SHOW(read(fd[0], text, 64));
    SHOW(lseek(fd[0], 0, SEEK_SET));
    SHOW(pread(fd[0], text, 1, 0));
    SHOW(write(fd[0], "x", 1));
    SHOW(read(fd[1], text, 1));
    SHOW(write(fd[1], big, sizeof big));
    SHOW(write(fd[1], "x", 1));
    show_poll("full write end", fd[1], POLLOUT);
    SHOW(read(fd[0], big, sizeof big));
    struct stat s;
    SHOW(fstat(fd[0], &s));
    SHOW(S_ISFIFO(s.st_mode));
    SHOW(write(fd[1], "last", 4));
    close(fd[1]);
    show_poll("read end of a closed pipe", fd[0], POLLIN);
    SHOW(read(fd[0], text, 64));
    SHOW(read(fd[0], text, 64));
    close(fd[0]);
    SHOW(pipe(fd));
    close(fd[0]);
    signal(SIGPIPE, SIG_IGN);
    SHOW(write(fd[1], "x", 1));
    show_poll("write end without readers", fd[1], POLLOUT);
    close(fd[1]);
}

static void broken(void) {
    puts("-- SIGPIPE");
    int fd[2];
    SHOW(pipe(fd));
    close(fd[0]);
    if (fork() == 0) {
        signal(SIGPIPE, SIG_DFL);
        close(1);
        write(fd[1], "x", 1);
        _exit(0);
    }
    int status;
    wait(&status);
    printf("killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    close(fd[1]);
}

static void two_processes(void) {
    puts("-- two processes");
    int there[2], back[2];
    SHOW(pipe(there));
    SHOW(pipe(back));
    if (fork() == 0) {
        close(there[1]);
        close(back[0]);
        char byte;
        while (read(there[0], &byte, 1) == 1) {
            ++byte;
            write(back[1], &byte, 1);
        }
        _exit(7);
    }
    close(there[0]);
    close(back[1]);
    char byte = 0;
    for (int i = 0; i < 100; ++i) {
        write(there[1], &byte, 1);
        read(back[0], &byte, 1);
    }
    printf("after 100 round trips: %d\n", byte);
    close(there[1]);
    SHOW(read(back[0], &byte, 1));
    int status;
    wait(&status);
    printf("exit %d\n", WEXITSTATUS(status));
    close(back[0]);
}

/** More than fits: the writer waits for the reader, piece by piece. */
static void long_write(void) {
    puts("-- a long write");
    int fd[2];
    SHOW(pipe(fd));
    if (fork() == 0) {
        close(fd[0]);
        for (unsigned i = 0; i < sizeof big; ++i) big[i] = (char)(i % 251);
        for (int i = 0; i < 5; ++i)
            if (write(fd[1], big, sizeof big) != sizeof big) _exit(1);
        _exit(0);
    }
    close(fd[1]);
    unsigned long total = 0, wrong = 0;
    char piece[7777];
    for (ssize_t n; (n = read(fd[0], piece, sizeof piece)) > 0;)
        for (ssize_t i = 0; i < n; ++i, ++total)
            wrong += piece[i] != (char)(total % sizeof big % 251);
    int status;
    wait(&status);
    printf("%lu bytes, %lu wrong, exit %d\n", total, wrong, WEXITSTATUS(status));
    close(fd[0]);
}

static void on_alarm(int number) { (void)number; }

static void interrupted(void) {
    puts("-- interrupted");
    int fd[2];
    char byte;
    SHOW(pipe(fd));
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, 0);
    alarm(1);
    SHOW(read(fd[0], &byte, 1));
    while (write(fd[1], big, 4096) == 4096 && poll(&(struct pollfd){fd[1], POLLOUT, 0}, 1, 0) == 1)
        continue;
    alarm(1);
    SHOW(write(fd[1], big, 8000));
    SHOW(write(fd[1], "x", 0));
    close(fd[0]);
    close(fd[1]);
}

/** A reader that is killed while it waits takes nothing with it. */
static void killed_reader(void) {
    puts("-- a killed reader");
    int fd[2], ready[2];
    char text[8] = "";
    SHOW(pipe(fd));
    SHOW(pipe(ready));
    const pid_t child = fork();
    if (child == 0) {
        write(ready[1], "r", 1);
        read(fd[0], text, sizeof text);
        _exit(0);
    }
    read(ready[0], text, 1);
    usleep(50000);
    kill(child, SIGKILL);
    wait(0);
    SHOW(write(fd[1], "kept", 4));
    SHOW(read(fd[0], text, sizeof text));
    printf("%.4s\n", text);
}

int main(void) {
    alone();
    broken();
    two_processes();
    long_write();
    interrupted();
    killed_reader();
    return 0;
}
