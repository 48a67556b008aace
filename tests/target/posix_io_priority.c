/* ioprio_get and ioprio_set, as ionice uses them. */
#include "posix_test.h"

#include <sys/syscall.h>
#include <sys/wait.h>

enum { of_process = 1, of_group, of_user };
enum { none, real_time, best_effort, idle };

static long get(int which, int who) { return syscall(SYS_ioprio_get, which, who); }
static long set(int which, int who, int class, int level) {
    return syscall(SYS_ioprio_set, which, who, class << 13 | level);
}

int main(int count, char **arguments) {
    if (count > 1) return get(of_process, 0) == (best_effort << 13 | 3) ? 0 : 1;
    CHECK(get(of_process, 0) >= 0);
    CHECK(set(of_process, 0, best_effort, 3) == 0);
    CHECK(get(of_process, 0) == (best_effort << 13 | 3) &&
          get(of_process, getpid()) == get(of_process, 0));
    const pid_t child = fork();
    if (child == 0) {
        if (get(of_process, 0) != (best_effort << 13 | 3)) _exit(2);
        execl(arguments[0], arguments[0], "again", NULL);
        _exit(3);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(set(of_process, 0, idle, 0) == 0 && get(of_process, 0) >> 13 == idle);
    CHECK(set(of_process, 0, none, 0) == 0 && set(of_process, getpid(), real_time, 0) == 0);
    CHECK_ERROR(set(of_process, 0, none, 1), EINVAL);
    CHECK_ERROR(set(of_process, 0, 4, 0), EINVAL);
    CHECK_ERROR(set(0, 0, best_effort, 0), EINVAL);
    CHECK_ERROR(set(4, 0, best_effort, 0), EINVAL);
    CHECK_ERROR(get(0, 0), EINVAL);
    CHECK_ERROR(get(of_process, 4000000), ESRCH);
    CHECK_ERROR(set(of_process, 4000000, best_effort, 0), ESRCH);
    CHECK(get(of_group, 0) >= 0 && get(of_user, 0) >= 0 && set(of_group, 0, best_effort, 4) == 0);
    const pid_t user = fork();
    if (user == 0)
        _exit(setuid(1000) == 0 && set(of_process, 0, real_time, 0) == -1 && errno == EPERM ? 0
                                                                                            : 1);
    CHECK(waitpid(user, &status, 0) == user && status == 0);
    return finish();
}
