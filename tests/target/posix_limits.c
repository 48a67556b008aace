/* Limits that a signal tells of: the size of files, processor time. */
#include "posix_test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

enum { flag_priority = 1, flag_sync = 4 }; /* RWF_ */

static volatile sig_atomic_t too_big;
static void note(int signal) {
    (void)signal;
    too_big++;
}

static void file_size(void) {
    static char bytes[10000];
    const struct rlimit limit = {6000, RLIM_INFINITY}, none = {RLIM_INFINITY, RLIM_INFINITY};
    signal(SIGXFSZ, note);
    const int fd = open("limited", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK(write(fd, bytes, 5000) == 5000);
    CHECK(write(fd, bytes, 5000) == 1000 && too_big == 0);
    CHECK_ERROR(write(fd, bytes, 1), EFBIG);
    CHECK(too_big == 1);
    CHECK(write(fd, bytes, 0) == 0 && too_big == 1);
    CHECK(pwrite(fd, bytes, 100, 5950) == 50);
    CHECK_ERROR(pwrite(fd, bytes, 1, 6000), EFBIG);
    struct iovec pieces[2] = {{bytes, 40}, {bytes, 40}};
    CHECK(pwritev(fd, pieces, 2, 5950) == 50);
    CHECK_ERROR(ftruncate(fd, 6001), EFBIG);
    CHECK_ERROR(truncate("limited", 6001), EFBIG);
    CHECK(too_big == 4);
    CHECK(ftruncate(fd, 6000) == 0 && ftruncate(fd, 10) == 0);
    CHECK(fcntl(fd, F_SETFL, O_APPEND) == 0 && lseek(fd, 0, SEEK_SET) == 0);
    CHECK(write(fd, bytes, 10000) == 5990);
    /* Nothing but files has a size. */
    int ends[2];
    CHECK(pipe(ends) == 0 && write(ends[1], bytes, 8000) == 8000);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_DFL);
        _exit((int)pwrite(fd, bytes, 1, 7000));
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
          WTERMSIG(status) == SIGXFSZ);
    CHECK(setrlimit(RLIMIT_FSIZE, &none) == 0);
    CHECK(pwrite(fd, bytes, 10, 7000) == 10);
    close(fd);
    unlink("limited");
}

static int told[2];
static void tell(int signal) {
    (void)signal;
    if (write(told[1], "x", 1) != 1) _exit(3);
}

/* A limit that is inherited by a child, which has used nothing yet. */
static void processor_time(void) {
    int status;
    char byte;
    CHECK(pipe(told) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {1, 2};
        signal(SIGXCPU, tell);
        if (setrlimit(RLIMIT_CPU, &limit) != 0) _exit(2);
        if (fork() == 0)
            for (;;) {
            }
        wait(&status);
        _exit(WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) &&
          WEXITSTATUS(status) == SIGKILL);
    close(told[1]);
    CHECK(read(told[0], &byte, 1) == 1);
}

static void memory(void) {
    char *three = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char resident[3];
    three[0] = three[4096] = three[8192] = 1;
    CHECK(mincore(three, 3 * 4096, resident) == 0 && resident[2] == 1);
    CHECK(munmap(three + 4096, 4096) == 0);
    CHECK_ERROR(mincore(three, 3 * 4096, resident), ENOMEM);
    CHECK_ERROR(mincore(three + 1, 4096, resident), EINVAL);
    CHECK_ERROR(msync(three, 4096, MS_SYNC | MS_ASYNC), EINVAL);
    CHECK_ERROR(msync(three, 3 * 4096, MS_ASYNC), ENOMEM);
    CHECK(msync(three, 4096, MS_ASYNC) == 0);
    CHECK_ERROR(mlock(three, 3 * 4096), ENOMEM);
    CHECK(mlock(three, 10) == 0 && munlock(three, 10) == 0);
}

static void others(void) {
    char bytes[4];
    CHECK_ERROR(getrandom(bytes, 4, GRND_RANDOM | 4), EINVAL);
    CHECK_ERROR(getrandom(bytes, 4, 8), EINVAL);
    CHECK(getrandom(bytes, 4, GRND_NONBLOCK) == 4);
    CHECK(personality(0xffffffff) == 0);
    CHECK(personality(ADDR_NO_RANDOMIZE) == 0 && personality(0xffffffff) == ADDR_NO_RANDOMIZE);
    CHECK(personality(PER_LINUX) == ADDR_NO_RANDOMIZE);
    for (const char **name = (const char *[]){"/dev/null", "/dev/zero", "/dev/full", NULL}; *name;
         name++) {
        const int fd = open(*name, O_RDWR);
        CHECK(lseek(fd, 100, SEEK_SET) == 0 && lseek(fd, -5, SEEK_END) == 0);
        close(fd);
    }
    const int fd = open("file", O_RDWR | O_CREAT, 0600);
    struct iovec piece = {bytes, 4};
    CHECK(syscall(SYS_pwritev2, fd, &piece, 1, 0, 0, flag_sync) == 4);
    CHECK(syscall(SYS_preadv2, fd, &piece, 1, 0, 0, flag_priority) == 4);
    CHECK_ERROR(syscall(SYS_preadv2, fd, &piece, 1, 0, 0, 0x4000), EOPNOTSUPP);
    unlink("file");
}

/* Whether /proc/PID/limits has a line that begins so. */
static int limits_say(pid_t pid, const char *wanted) {
    char name[40], line[200];
    snprintf(name, sizeof name, "/proc/%d/limits", pid);
    FILE *file = fopen(name, "r");
    int found = 0;
    while (file && fgets(line, sizeof line, file)) found |= !strncmp(line, wanted, strlen(wanted));
    if (file) fclose(file);
    return found;
}

/* Those of another process, which sees what was done to them. */
static void of_another(void) {
    int to_child[2], from_child[2];
    CHECK(pipe(to_child) == 0 && pipe(from_child) == 0);
    const pid_t child = fork();
    char byte = 0;
    if (child == 0) {
        struct rlimit own = {300, 400}, files;
        setrlimit(RLIMIT_NOFILE, &own);
        if (write(from_child[1], "r", 1) != 1 || read(to_child[0], &byte, 1) != 1) _exit(9);
        getrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NPROC, &own);
        const int fd = fcntl(0, F_DUPFD, 150);
        _exit(files.rlim_cur == 100 && files.rlim_max == 350 && own.rlim_cur == 1000 && fd == -1
                  ? 0
                  : 1);
    }
    CHECK(read(from_child[0], &byte, 1) == 1);
    struct rlimit limit = {0, 0}, wanted = {100, 350}, bad = {2, 1};
    CHECK(prlimit(child, RLIMIT_NOFILE, NULL, &limit) == 0 && limit.rlim_cur == 300 &&
          limit.rlim_max == 400);
    CHECK(limits_say(child,
                     "Max open files            300                  400                  files"));
    CHECK_ERROR(prlimit(child, RLIMIT_NOFILE, &bad, NULL), EINVAL);
    CHECK(prlimit(child, RLIMIT_NOFILE, &wanted, &limit) == 0 && limit.rlim_cur == 300);
    wanted = (struct rlimit){1000, 1000};
    CHECK(prlimit(child, RLIMIT_NPROC, &wanted, NULL) == 0);
    CHECK(limits_say(
        child, "Max processes             1000                 1000                 process"));
    CHECK(limits_say(child,
                     "Max open files            100                  350                  files"));
    CHECK(limits_say(getpid(),
                     "Max cpu time              unlimited            unlimited            sec"));
    int status;
    CHECK(write(to_child[1], "g", 1) == 1);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK_ERROR(prlimit(child, RLIMIT_NOFILE, NULL, &limit), ESRCH);
    const pid_t stranger = fork();
    if (stranger == 0) {
        if (setgid(1234) != 0 || setuid(1234) != 0) _exit(9);
        _exit(prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit) == -1 && errno == EPERM ? 0 : 1);
    }
    CHECK(waitpid(stranger, &status, 0) == stranger && status == 0);
    close(to_child[0]), close(to_child[1]), close(from_child[0]), close(from_child[1]);
}

int main(void) {
    file_size();
    processor_time();
    memory();
    others();
    of_another();
    return finish();
}
