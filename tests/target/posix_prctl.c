/* What prctl keeps, over fork and exec. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
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
    return status != 0;
}
