/* Limits that a signal tells of: the size of files, processor time. */
#define _GNU_SOURCE
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

int main(void) {
    file_size();
    processor_time();
    memory();
    others();
    return finish();
}
