// More descriptors than most programs have: limits, poll, select, fork, exec, /proc. glibc
#include "posix_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { many = 3000 };

static int ends[2];

/* Every number from the first free one on, to the writing end of a pipe and /dev/null in turn. */
static void fill(void) {
    CHECK(pipe(ends) == 0);
    int last = 0;
    for (int fd = ends[1] + 1; fd < many; ++fd) {
        last = fd % 2 ? open("/dev/null", O_RDWR) : dup(ends[1]);
        if (last != fd) break;
    }
    CHECK(last == many - 1);
}

static void limits(void) {
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max >= 4096);
    CHECK(open("/dev/null", O_RDONLY) == 3 && close(3) == 0);
    limit.rlim_cur = 4096;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(dup2(0, 4095) == 4095 && close(4095) == 0);
    CHECK_ERROR(dup2(0, 4096), EBADF);
    CHECK_ERROR(fcntl(0, F_DUPFD, 4096), EINVAL);
}

static void waiting(void) {
    static struct pollfd entries[many];
    for (int fd = 0; fd < many; ++fd)
        entries[fd] = (struct pollfd){fd, fd == ends[0] ? POLLIN : 0, 0};
    CHECK(poll(entries, many, 0) == 0);
    CHECK(write(many - 2, "x", 1) == 1);
    CHECK(poll(entries, many, -1) == 1 && entries[ends[0]].revents == POLLIN);
    for (int fd = 0; fd < many; ++fd) entries[fd].events = POLLOUT;
    CHECK(poll(entries + 100, many - 100, 1000) == many - 100);
    static struct pollfd none[4097];
    CHECK_ERROR(poll(none, 4097, 0), EINVAL);
    /* The C library's sets end at 1,024. */
    static unsigned long readable[4096 / 64], writable[4096 / 64];
    readable[0] = 1ul << ends[0];
    readable[(many - 1) / 64] |= 1ul << (many - 1) % 64;
    writable[(many - 2) / 64] |= 1ul << (many - 2) % 64;
    CHECK(syscall(SYS_pselect6, many, readable, writable, NULL, NULL, NULL) == 3);
    CHECK(readable[0] == 1ul << ends[0] && readable[(many - 1) / 64] != 0 &&
          writable[(many - 2) / 64] == 1ul << (many - 2) % 64);
    writable[(many + 1) / 64] |= 1ul << (many + 1) % 64;
    CHECK_ERROR(syscall(SYS_pselect6, many + 2, NULL, writable, NULL, NULL, NULL), EBADF);
    struct epoll_event event = {.events = EPOLLOUT, .data = {.fd = many - 2}}, got;
    const int set = epoll_create1(0);
    CHECK(set == many && epoll_ctl(set, EPOLL_CTL_ADD, many - 2, &event) == 0);
    CHECK(epoll_wait(set, &got, 1, -1) == 1 && got.data.fd == many - 2);
    close(set);
    char byte;
    CHECK(read(ends[0], &byte, 1) == 1);
}

static int count_listed(void) {
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (folder && readdir(folder)) ++count;
    if (folder) closedir(folder);
    return count - 3; /* . and .. and the folder */
}

static void inheriting(void) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        const int listed = count_listed();
        _exit(listed == many && write(many - 2, "y", 1) == 1 && fcntl(many - 1, F_GETFD) == 0 ? 0
                                                                                              : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    char byte = 0;
    CHECK(read(ends[0], &byte, 1) == 1 && byte == 'y');
    child = fork();
    if (child == 0) {
        fcntl(many - 1, F_SETFD, FD_CLOEXEC);
        execl("/proc/self/exe", "posix_many_fds", "child", NULL);
        _exit(9);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(read(ends[0], &byte, 1) == 1 && byte == 'z');
    /* Each right went to the child once: with its end nobody has the pipe open any more. */
    child = fork();
    if (child == 0) {
        syscall(SYS_close_range, ends[1], ~0u, 0);
        _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
    }
    CHECK(syscall(SYS_close_range, ends[1], ~0u, 0) == 0);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(read(ends[0], &byte, 1) == 0);
    CHECK(open("/dev/null", O_RDONLY) == ends[1]);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc == 2) return fcntl(many - 1, F_GETFD) == -1 && write(many - 2, "z", 1) == 1 ? 0 : 1;
    limits();
    fill();
    waiting();
    inheriting();
    return finish();
}
