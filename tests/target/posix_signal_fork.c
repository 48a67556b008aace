// A signal that comes while it is blocked and ignored waits, whatever is done to other signals.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    sigset_t all, before;
    sigfillset(&all);
    signal(SIGTERM, SIG_IGN);
    sigprocmask(SIG_BLOCK, &all, &before);
    const pid_t child = fork();
    if (child == 0) {
        raise(SIGTERM);
        signal(SIGINT, SIG_DFL);
        signal(SIGUSR1, SIG_IGN);
        signal(SIGTERM, SIG_DFL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        _exit(7);
    }
    int status;
    if (waitpid(child, &status, 0) != child) return 1;
    if (WIFSIGNALED(status))
        printf("ended by %d\n", WTERMSIG(status));
    else
        printf("went on: %d\n", WEXITSTATUS(status));
    return 0;
}
