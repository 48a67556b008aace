// Signals in /proc/self/status: masks, ignored and caught ones, over fork and exec.
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "posix_test.h"

static void nothing(int number) { (void)number; }

static void show(const char *what) {
    printf("-- %s\n", what);
    fflush(stdout);
    FILE *status = fopen("/proc/self/status", "r");
    char line[200];
    while (fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "Sig", 3) == 0 && strncmp(line, "SigQ", 4) != 0) fputs(line, stdout);
    fclose(status);
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count > 1) {
        show("after an exec");
        return 0;
    }
    show("at first");
    signal(SIGUSR1, nothing);
    signal(SIGCHLD, nothing);
    signal(SIGRTMAX, nothing);
    signal(SIGHUP, SIG_IGN);
    signal(SIGWINCH, SIG_IGN);
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGUSR2);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    raise(SIGTERM);
    show("handlers, ignored and blocked signals");
    signal(SIGUSR1, SIG_DFL);
    signal(SIGURG, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    show("some of them by default");
    signal(SIGUSR1, nothing);
    if (fork() == 0) {
        show("in a child");
        execl(arguments[0], arguments[0], "again", (char *)NULL);
        _exit(1);
    }
    wait(NULL);
    return 0;
}
