// glibc
// epoll over pipes, sockets, counters and timers; eventfd; timerfd.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int failures;
#define CHECK(x) \
    ((x) ? (void)0 : (void)(failures++, printf("line %d: %s (errno %d)\n", __LINE__, #x, errno)))
#define FAILS(x, e) (errno = 0, CHECK((x) == -1 && errno == (e)))

static int ctl(int ep, int op, int fd, uint32_t events) {
    struct epoll_event e = {.events = events, .data.u64 = 0x1234567800000000u + (unsigned)fd};
    return epoll_ctl(ep, op, fd, &e);
}

static int waited(int ep, struct epoll_event *e, int ms) {
    memset(e, 0, 4 * sizeof *e);
    return epoll_wait(ep, e, 4, ms);
}

static void level(void) {
    int ep = epoll_create1(EPOLL_CLOEXEC), p[2], s[2];
    struct epoll_event e[4];
    char b[16];
    CHECK(ep >= 0 && fcntl(ep, F_GETFD) == FD_CLOEXEC && pipe(p) == 0);
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
    CHECK(ctl(ep, EPOLL_CTL_ADD, p[0], EPOLLIN) == 0 && ctl(ep, EPOLL_CTL_ADD, s[0], EPOLLIN) == 0);
    FAILS(ctl(ep, EPOLL_CTL_ADD, p[0], EPOLLIN), EEXIST);
    FAILS(ctl(ep, EPOLL_CTL_MOD, p[1], EPOLLIN), ENOENT);
    FAILS(ctl(ep, EPOLL_CTL_ADD, 99, EPOLLIN), EBADF);
    FAILS(ctl(ep, EPOLL_CTL_ADD, ep, EPOLLIN), EINVAL);
    FAILS(epoll_wait(ep, e, 0, 0), EINVAL);
    FAILS(epoll_wait(p[0], e, 1, 0), EINVAL);
    CHECK(waited(ep, e, 0) == 0 && waited(ep, e, 20) == 0);
    CHECK(write(p[1], "ab", 2) == 2);
    for (int i = 0; i < 3; i++)
        CHECK(waited(ep, e, -1) == 1 && e[0].events == EPOLLIN &&
              e[0].data.u64 == 0x1234567800000000u + (unsigned)p[0]);
    CHECK(read(p[0], b, 16) == 2 && waited(ep, e, 0) == 0);
    if (fork() == 0) _exit(write(s[1], "x", 1) != 1);
    CHECK(waited(ep, e, -1) == 1 && e[0].data.u64 == 0x1234567800000000u + (unsigned)s[0]);
    wait(NULL);
    CHECK(write(p[1], "c", 1) == 1 && waited(ep, e, -1) == 2);
    // A set is ready when something in it is.
    struct pollfd q = {ep, POLLIN, 0};
    CHECK(poll(&q, 1, 0) == 1 && q.revents == POLLIN);
    CHECK(ctl(ep, EPOLL_CTL_DEL, p[0], 0) == 0 && waited(ep, e, -1) == 1);
    FAILS(ctl(ep, EPOLL_CTL_DEL, p[0], 0), ENOENT);
    CHECK(ctl(ep, EPOLL_CTL_MOD, s[0], EPOLLOUT | EPOLLIN) == 0);
    CHECK(waited(ep, e, -1) == 1 && e[0].events == (EPOLLIN | EPOLLOUT));
    // Closing takes it out of the set.
    int same = s[0];
    close(s[0]);
    CHECK(waited(ep, e, 0) == 0);
    CHECK(dup2(p[0], same) == same && ctl(ep, EPOLL_CTL_ADD, same, EPOLLIN) == 0);
    CHECK(waited(ep, e, -1) == 1 && ctl(ep, EPOLL_CTL_DEL, same, 0) == 0);
    close(same), close(s[1]);
    // The other end closed.
    CHECK(ctl(ep, EPOLL_CTL_ADD, p[0], EPOLLIN) == 0 && read(p[0], b, 1) == 1);
    CHECK(waited(ep, e, 0) == 0);
    close(p[1]);
    CHECK(waited(ep, e, -1) == 1 && e[0].events == EPOLLHUP);
    close(p[0]), close(ep);
    int file = open("/proc/self/exe", O_RDONLY);
    ep = epoll_create(1);
    FAILS(ctl(ep, EPOLL_CTL_ADD, file, EPOLLIN), EPERM);
    close(file);
    static const char *const ready[] = {"/dev/null", "/dev/zero", "/dev/full", ".",
                                        "/proc/self/maps"};
    for (unsigned i = 0; i < sizeof ready / sizeof *ready; i++) {
        file = open(ready[i], O_RDONLY);
        FAILS(ctl(ep, EPOLL_CTL_ADD, file, EPOLLIN), EPERM);
        close(file);
    }
    file = open("/dev/random", O_RDONLY);
    CHECK(ctl(ep, EPOLL_CTL_ADD, file, EPOLLIN) == 0 && ctl(ep, EPOLL_CTL_DEL, file, 0) == 0);
    close(file);
    file = open("/dev/null", O_PATH);
    FAILS(ctl(ep, EPOLL_CTL_ADD, file, EPOLLIN), EBADF);
    close(file), close(ep);
}

static void edge(void) {
    int ep = epoll_create1(0), s[2];
    struct epoll_event e[4];
    char b[64];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s) == 0);
    CHECK(ctl(ep, EPOLL_CTL_ADD, s[0], EPOLLIN | EPOLLOUT | EPOLLET) == 0);
    CHECK(waited(ep, e, -1) == 1 && e[0].events == EPOLLOUT);
    CHECK(waited(ep, e, 20) == 0);
    CHECK(write(s[1], "1", 1) == 1);
    CHECK(waited(ep, e, -1) == 1 && (e[0].events & EPOLLIN));
    CHECK(waited(ep, e, 20) == 0);
    CHECK(write(s[1], "2", 1) == 1);  // more, while some is unread
    CHECK(waited(ep, e, -1) == 1 && (e[0].events & EPOLLIN));
    CHECK(read(s[0], b, sizeof b) == 2);
    CHECK(write(s[1], "3", 1) == 1);
    CHECK(waited(ep, e, -1) == 1 && (e[0].events & EPOLLIN) && read(s[0], b, 64) == 1);
    // Once only.
    CHECK(ctl(ep, EPOLL_CTL_MOD, s[0], EPOLLIN | EPOLLONESHOT) == 0 && write(s[1], "4", 1) == 1);
    CHECK(waited(ep, e, -1) == 1 && waited(ep, e, 0) == 0);
    CHECK(ctl(ep, EPOLL_CTL_MOD, s[0], EPOLLIN | EPOLLONESHOT) == 0 && waited(ep, e, -1) == 1);
    close(s[0]), close(s[1]), close(ep);
}

static void counters(void) {
    uint64_t n = 0;
    int f = eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(f >= 0 && read(f, &n, sizeof n) == 8 && n == 3);
    FAILS(read(f, &n, sizeof n), EAGAIN);
    FAILS(read(f, &n, 4), EINVAL);
    n = 5;
    CHECK(write(f, &n, sizeof n) == 8 && write(f, &n, sizeof n) == 8);
    CHECK(read(f, &n, sizeof n) == 8 && n == 10);
    n = UINT64_MAX;
    FAILS(write(f, &n, sizeof n), EINVAL);
    n = UINT64_MAX - 1;
    CHECK(write(f, &n, sizeof n) == 8);
    n = 1;
    FAILS(write(f, &n, sizeof n), EAGAIN);
    struct pollfd p = {f, POLLIN | POLLOUT, 0};
    CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLIN);
    close(f);
    f = eventfd(2, EFD_SEMAPHORE);
    CHECK(read(f, &n, 8) == 8 && n == 1 && read(f, &n, 8) == 8 && n == 1);
    if (fork() == 0) {
        n = 7;
        _exit(write(f, &n, 8) != 8);
    }
    CHECK(read(f, &n, 8) == 8 && n == 1);
    wait(NULL);
    close(f);
    FAILS(eventfd(0, 0x10000), EINVAL);
}

static void timers(void) {
    uint64_t n = 0;
    int f = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), ep = epoll_create1(0);
    struct epoll_event e[4];
    struct itimerspec t = {{0, 0}, {0, 10000000}}, left;
    CHECK(f >= 0 && ctl(ep, EPOLL_CTL_ADD, f, EPOLLIN) == 0);
    FAILS(read(f, &n, 8), EAGAIN);
    CHECK(timerfd_gettime(f, &left) == 0 && left.it_value.tv_sec == 0 &&
          left.it_value.tv_nsec == 0);
    CHECK(timerfd_settime(f, 0, &t, NULL) == 0);
    CHECK(waited(ep, e, -1) == 1 && e[0].events == EPOLLIN);
    CHECK(read(f, &n, 8) == 8 && n == 1 && waited(ep, e, 0) == 0);
    t.it_interval.tv_nsec = 5000000;
    CHECK(timerfd_settime(f, 0, &t, NULL) == 0 && fcntl(f, F_SETFL, 0) == 0);
    for (int i = 0; i < 3; i++) CHECK(read(f, &n, 8) == 8 && n >= 1);
    t = (struct itimerspec){{0, 0}, {100, 0}};
    CHECK(timerfd_settime(f, 0, &t, &left) == 0 && left.it_interval.tv_nsec == 5000000);
    CHECK(timerfd_gettime(f, &left) == 0 && left.it_value.tv_sec >= 98);
    clock_gettime(CLOCK_MONOTONIC, &t.it_value);
    CHECK(timerfd_settime(f, TFD_TIMER_ABSTIME, &t, NULL) == 0 && read(f, &n, 8) == 8 && n == 1);
    t.it_value.tv_nsec = 1000000000;
    FAILS(timerfd_settime(f, 0, &t, NULL), EINVAL);
    close(f), close(ep);
    FAILS(timerfd_create(77, 0), EINVAL);
    FAILS(timerfd_settime(0, 0, &(struct itimerspec){0}, NULL), EINVAL);
}

static void caught(int signal) { (void)signal; }

static void interruption(void) {
    int ep = epoll_create1(0);
    struct epoll_event e[4];
    struct sigaction act = {.sa_handler = caught, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &act, NULL);
    struct itimerval soon = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    FAILS(epoll_wait(ep, e, 4, -1), EINTR);
    close(ep);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    level();
    edge();
    counters();
    timers();
    interruption();
    if (!failures) puts("events work");
    return failures != 0;
}
