// glibc
/* posix_spawn: errors, attributes, actions; what a child of vfork leaves in its parent's frame. */
#include "posix_test.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

static int run(char *const arguments[], const posix_spawn_file_actions_t *actions,
               const posix_spawnattr_t *attributes) {
    pid_t child;
    int status = -1;
    CHECK(posix_spawn(&child, arguments[0], actions, attributes, arguments, environ) == 0);
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

static void errors(void) {
    char *none[] = {"/nonexistent", NULL};
    char *folder[] = {"/", NULL};
    pid_t child = 77;
    CHECK(posix_spawn(&child, none[0], NULL, NULL, none, environ) == ENOENT);
    CHECK(posix_spawn(&child, folder[0], NULL, NULL, folder, environ) == EACCES);
    CHECK(posix_spawnp(&child, "nonexistent-program", NULL, NULL, none, environ) == ENOENT);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, 99, 1);
    char *shell[] = {"/bin/sh", "-c", "exit 0", NULL};
    CHECK(posix_spawn(&child, shell[0], &actions, NULL, shell, environ) == EBADF);
    posix_spawn_file_actions_destroy(&actions);
    CHECK_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void ways(void) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t set;
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&actions);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    signal(SIGINT, SIG_IGN);
    posix_spawnattr_setsigdefault(&attributes, &set);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    char *interrupt[] = {"/bin/sh", "-c", "kill -INT $$; exit 4", NULL};
    CHECK(WTERMSIG(run(interrupt, NULL, &attributes)) == SIGINT);
    CHECK(run(interrupt, NULL, NULL) == 4 << 8);
    posix_spawn_file_actions_addopen(&actions, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    char *echo[] = {"/bin/sh", "-c", "echo out; echo error >&2", NULL};
    CHECK(run(echo, &actions, NULL) == 0);
    char text[20] = "";
    const int fd = open("out", O_RDONLY);
    CHECK(read(fd, text, 19) == 10 && strcmp(text, "out\nerror\n") == 0);
    close(fd);
    unlink("out");
}

static int left_behind(void) {
    volatile int mine = 1;
    const pid_t child = vfork();
    if (child == 0) {
        mine = 2;
        _exit(0);
    }
    CHECK(waitpid(child, NULL, 0) == child);
    return mine;
}

int main(void) {
    errors();
    ways();
    /* musl's vfork is a fork where it has no assembly for it. */
#if defined(__GLIBC__) || defined(__x86_64__)
    CHECK(left_behind() == 2);
#else
    CHECK(left_behind() == 1);
#endif
    return finish();
}
