// reboot(2) refused: who may not end the system, and what it does not take. That it ends when it is
// to is a system test's.
#include "posix_test.h"

#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { first = 0xfee1dead, second = 672274793 };

static void refused(void) {
    CHECK_ERROR(syscall(SYS_reboot, first + 1, second, RB_POWER_OFF, 0), EINVAL);
    CHECK_ERROR(syscall(SYS_reboot, first, second + 1, RB_POWER_OFF, 0), EINVAL);
    CHECK_ERROR(syscall(SYS_reboot, first, second, 12345, 0), EINVAL);
    CHECK(reboot(RB_DISABLE_CAD) == 0);
}

static void not_root(void) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        failures = 0;
        CHECK(setuid(1000) == 0);
        CHECK_ERROR(reboot(RB_POWER_OFF), EPERM);
        CHECK_ERROR(syscall(SYS_reboot, 0, 0, 0, 0), EPERM);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

int main(void) {
    refused();
    fflush(stdout);
    not_root();
    return finish();
}
