/* What prctl keeps, over fork and exec. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *when) {
    printf("%s: dumpable %d keepcaps %d no new privileges %d\n", when,
           prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0),
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    fflush(stdout);
}

static void refused(const char *what, int result) {
    printf("%s: %d %s\n", what, result, result < 0 ? strerror(errno) : "");
}

static int ends[2];
static void tell(int signal) {
    char text[40];
    const int length = snprintf(text, sizeof text, "parent died: %d", signal);
    if (write(ends[1], text, (size_t)length) < 0) _exit(1);
    _exit(0);
}

/* A grandchild hears of its parent's end, and its own child does not inherit that. */
static void parent_death(void) {
    int signal = -1, status;
    char text[40] = "";
    refused("signal 65", prctl(PR_SET_PDEATHSIG, 65, 0, 0, 0));
    if (pipe(ends) != 0) return;
    const pid_t child = fork();
    if (child == 0) {
        int ready[2];
        char byte;
        if (pipe(ready) != 0) _exit(1);
        if (fork() == 0) {
            struct sigaction action = {.sa_handler = tell};
            sigaction(SIGUSR1, &action, NULL);
            prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0);
            if (write(ready[1], "x", 1) != 1) _exit(1);
            for (;;) pause();
        }
        _exit(read(ready[0], &byte, 1) == 1 ? 0 : 1);
    }
    waitpid(child, &status, 0);
    close(ends[1]);
    if (read(ends[0], text, sizeof text - 1) < 0) return;
    printf("%s\n", text);
    prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0);
    prctl(PR_GET_PDEATHSIG, &signal, 0, 0, 0);
    printf("signal %d\n", signal);
    fflush(stdout);
    if (fork() == 0) {
        prctl(PR_GET_PDEATHSIG, &signal, 0, 0, 0);
        printf("of a child %d\n", signal);
        fflush(stdout);
        _exit(0);
    }
    wait(&status);
}

/* capset after the superuser has become somebody else, with and without PR_SET_KEEPCAPS. */
static void capabilities(int keep) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        struct {
            unsigned version;
            int pid;
        } head = {0x20080522, 0};
        unsigned sets[6];
        if (syscall(SYS_capget, &head, sets) != 0) _exit(2);
        if (keep) prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
        if (setresuid(1000, 1000, 1000) != 0) _exit(3);
        _exit(syscall(SYS_capset, &head, sets) == 0 ? 0 : errno);
    }
    int status;
    waitpid(child, &status, 0);
    printf("capset, keepcaps %d: %d\n", keep, WEXITSTATUS(status));
    fflush(stdout);
}

int main(int argc, char **argv) {
    int status;
    if (argc > 1) {
        show("exec");
        return 0;
    }
    show("first");
    refused("dumpable 7", prctl(PR_SET_DUMPABLE, 7, 0, 0, 0));
    refused("keepcaps 2", prctl(PR_SET_KEEPCAPS, 2, 0, 0, 0));
    refused("no new privileges 0", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    refused("no new privileges 1 1", prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0));
    refused("nothing", prctl(99999, 0, 0, 0, 0));
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    show("set");
    pid_t child = fork();
    if (child == 0) {
        show("fork");
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
        execl("/proc/self/exe", argv[0], "again", (char *)0);
        _exit(1);
    }
    waitpid(child, &status, 0);
    show("parent");
    parent_death();
    capabilities(1);
    capabilities(0);
    return status != 0;
}
