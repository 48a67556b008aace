// Descriptors, vectors, poll and select, ioctl, terminals that are none. glibc
#include "posix_test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>

static void numbers(void) {
    int fd = open("/dev/null", O_RDWR);
    CHECK(fd >= 3);
    CHECK(dup(fd) == fd + 1 && dup2(fd, 50) == 50 && dup2(fd, fd) == fd);
    CHECK(fcntl(fd, F_DUPFD, 40) == 40 && fcntl(fd, F_DUPFD, 40) == 41);
    CHECK(fcntl(fd, F_GETFD) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
          fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(fcntl(50, F_GETFD) == 0);
    CHECK(close(fd) == 0 && write(50, "x", 1) == 1);
    CHECK_ERROR(close(fd), EBADF);
    CHECK_ERROR(dup(fd), EBADF);
    CHECK_ERROR(dup2(fd, 51), EBADF);
    CHECK_ERROR(dup2(50, 100000), EBADF);
    CHECK_ERROR(dup2(50, -1), EBADF);
    CHECK_ERROR(dup3(50, 50, 0), EINVAL);
    CHECK_ERROR(fcntl(50, F_DUPFD, 100000), EINVAL);
    CHECK_ERROR(read(-1, NULL, 0), EBADF);
    CHECK_ERROR(write(999, "x", 1), EBADF);
    CHECK(open("/dev/null", O_RDONLY) == fd);
    close(fd), close(fd + 1), close(40), close(41), close(50);
    struct rlimit old, small = {.rlim_cur = 10, .rlim_max = 10};
    CHECK(getrlimit(RLIMIT_NOFILE, &old) == 0);
    small.rlim_max = old.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &small) == 0);
    int last = -1, opened;
    while ((opened = open("/dev/null", O_RDONLY)) >= 0) last = opened;
    CHECK(errno == EMFILE && last == 9);
    while (last >= fd) close(last--);
    small.rlim_cur = 0;
    CHECK(setrlimit(RLIMIT_NOFILE, &small) == 0);
    CHECK_ERROR(dup(1), EMFILE);
    CHECK_ERROR(fcntl(1, F_DUPFD, 0), EINVAL);
    CHECK_ERROR(open("/dev/null", O_RDONLY), EMFILE);
    CHECK(setrlimit(RLIMIT_NOFILE, &old) == 0);
}

static void shared_position(void) {
    int fd = open("/tmp/posix_fd", O_RDWR | O_CREAT | O_TRUNC, 0600), status;
    CHECK(write(fd, "abcdefgh", 8) == 8);
    int copy = dup(fd);
    char text[9] = "";
    CHECK(lseek(fd, 2, SEEK_SET) == 2 && read(copy, text, 2) == 2 && memcmp(text, "cd", 2) == 0);
    if (fork() == 0) _exit(read(fd, text, 1) != 1);
    wait(&status);
    CHECK(lseek(fd, 0, SEEK_CUR) == 5);
    CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR && fcntl(fd, F_SETFL, O_APPEND) == 0);
    CHECK(fcntl(copy, F_GETFL) & O_APPEND);
    CHECK(lseek(fd, 0, SEEK_SET) == 0 && write(copy, "X", 1) == 1 && lseek(fd, 0, SEEK_CUR) == 9);
    struct iovec vector[3] = {{text, 2}, {text + 2, 0}, {text + 2, 3}};
    CHECK(lseek(fd, 0, SEEK_SET) == 0 && readv(fd, vector, 3) == 5 &&
          memcmp(text, "abcde", 5) == 0);
    CHECK(writev(fd, vector, 3) == 5);
    CHECK_ERROR(writev(fd, vector, -1), EINVAL);
    CHECK_ERROR(readv(fd, (struct iovec *)8, 1), EFAULT);
    CHECK(pread(fd, text, 3, 1) == 3 && memcmp(text, "bcd", 3) == 0);
    CHECK_ERROR(pread(fd, text, 3, -1), EINVAL);
    CHECK_ERROR(lseek(fd, -1, SEEK_SET), EINVAL);
    CHECK_ERROR(ioctl(fd, TCGETS, text), ENOTTY);
    CHECK(isatty(fd) == 0 && errno == ENOTTY);
    struct stat a, b;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    CHECK(fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino && a.st_size == 14);
    close(fd), close(copy);
    unlink("/tmp/posix_fd");
}

static void large(void) {
    enum { size = 300000 };
    char *data = malloc(size), *back = malloc(size);
    for (int i = 0; i < size; i++) data[i] = (char)(i * 7);
    int fd = open("/tmp/posix_fd_large", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(write(fd, data, size) == size && lseek(fd, 0, SEEK_SET) == 0);
    CHECK(read(fd, back, size) == size && memcmp(data, back, size) == 0);
    memset(back, 0, size);
    CHECK(pread(fd, back, 10000, 5) == 10000 && memcmp(data + 5, back, 10000) == 0);
    int out = open("/tmp/posix_fd_copy", O_RDWR | O_CREAT | O_TRUNC, 0600);
    off_t at = 100;
    CHECK(sendfile(out, fd, &at, 50000) == 50000 && at == 50100);
    CHECK(pread(out, back, 50000, 0) == 50000 && memcmp(data + 100, back, 50000) == 0);
    int ends[2], status;
    CHECK(pipe(ends) == 0);
    fflush(stdout);
    if (fork() == 0) {
        close(ends[0]);
        _exit(write(ends[1], data, size) != size);
    }
    close(ends[1]);
    size_t got = 0;
    ssize_t n;
    memset(back, 0, size);
    while ((n = read(ends[0], back + got, size - got + 1)) > 0) got += (size_t)n;
    CHECK(got == size && memcmp(data, back, size) == 0);
    wait(&status);
    CHECK(status == 0);
    close(ends[0]), close(fd), close(out);
    unlink("/tmp/posix_fd_large"), unlink("/tmp/posix_fd_copy");
    free(data), free(back);
}

static long elapsed_ms(const struct timespec *since) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}
static void readiness(void) {
    int ends[2], other[2], status;
    char byte;
    CHECK(pipe(ends) == 0 && pipe(other) == 0);
    struct pollfd set[3] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {-1, POLLIN, 7}};
    CHECK(poll(set, 3, 0) == 1 && set[0].revents == 0 && set[1].revents == POLLOUT &&
          set[2].revents == 0);
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    CHECK(poll(set, 1, 30) == 0 && elapsed_ms(&start) >= 29);
    CHECK(write(ends[1], "ab", 2) == 2 && poll(set, 1, 1000) == 1 && set[0].revents == POLLIN);
    CHECK(read(ends[0], &byte, 1) == 1 && read(ends[0], &byte, 1) == 1);
    set[1].fd = other[0];
    set[1].events = POLLIN;
    for (int round = 0; round < 3; round++) {
        if (fork() == 0) {
            usleep(10000);
            _exit(write(other[1], "x", 1) != 1);
        }
        CHECK(poll(set, 2, 2000) == 1 && set[0].revents == 0 && set[1].revents == POLLIN);
        CHECK(read(other[0], &byte, 1) == 1);
        wait(&status);
    }
    set[0].fd = 777;
    CHECK(poll(set, 1, 0) == 1 && set[0].revents == POLLNVAL);
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(ends[0], &in);
    FD_SET(ends[1], &out);
    struct timeval none = {0, 0};
    CHECK(select(ends[1] + 1, &in, &out, NULL, &none) == 1 && !FD_ISSET(ends[0], &in) &&
          FD_ISSET(ends[1], &out));
    FD_ZERO(&in);
    FD_SET(ends[0], &in);
    struct timeval some = {0, 20000};
    CHECK(select(ends[0] + 1, &in, NULL, NULL, &some) == 0 && !FD_ISSET(ends[0], &in));
    close(ends[1]);
    set[0].fd = ends[0];
    CHECK(poll(set, 1, 1000) == 1 && (set[0].revents & POLLHUP));
    FD_ZERO(&in);
    FD_SET(60, &in);
    CHECK_ERROR(select(61, &in, NULL, NULL, &none), EBADF);
    close(ends[0]), close(other[0]), close(other[1]);
}

static void clocks(void) {
    struct timespec a, b, pause = {0, 5000000};
    CHECK(clock_gettime(CLOCK_MONOTONIC, &a) == 0 && nanosleep(&pause, NULL) == 0 &&
          clock_gettime(CLOCK_MONOTONIC, &b) == 0);
    CHECK((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec >= 5000000);
    CHECK(clock_gettime(CLOCK_REALTIME, &a) == 0 && a.tv_sec > 1700000000 &&
          time(NULL) - a.tv_sec <= 1);
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a) == 0);
    CHECK_ERROR(clock_gettime(9999, &a), EINVAL);
    pause.tv_nsec = 1000000000;
    CHECK_ERROR(nanosleep(&pause, NULL), EINVAL);
    clock_gettime(CLOCK_MONOTONIC, &a);
    a.tv_nsec += 3000000;
    if (a.tv_nsec >= 1000000000) a.tv_sec++, a.tv_nsec -= 1000000000;
    CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &a, NULL) == 0);
    clock_gettime(CLOCK_MONOTONIC, &b);
    CHECK(b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec));
}

int main(void) {
    numbers();
    shared_position();
    large();
    readiness();
    clocks();
    return finish();
}
