/* signalfd: reading, waiting by poll and epoll, masks, inheritance. */
#include "posix_test.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

static sigset_t mask;

static int readable(int fd) {
    struct pollfd entry = {fd, POLLIN, 0};
    return poll(&entry, 1, 0) == 1 && entry.revents == POLLIN;
}

static void reading(void) {
    struct signalfd_siginfo info[3];
    const int fd = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    CHECK(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(!readable(fd));
    CHECK_ERROR(read(fd, info, sizeof info[0]), EAGAIN);
    CHECK_ERROR(read(fd, info, 100), EINVAL);
    CHECK_ERROR(write(fd, info, 8), EINVAL);
    kill(getpid(), SIGUSR1);
    CHECK(readable(fd));
    const union sigval value = {.sival_int = 77};
    sigqueue(getpid(), SIGRTMIN, value);
    sigqueue(getpid(), SIGRTMIN, value);
    CHECK(read(fd, info, sizeof info) == (ssize_t)sizeof info);
    CHECK(info[0].ssi_signo == SIGUSR1 && info[0].ssi_code == SI_USER &&
          info[0].ssi_pid == (uint32_t)getpid() && info[0].ssi_uid == getuid());
    CHECK(info[1].ssi_signo == (uint32_t)SIGRTMIN && info[1].ssi_code == SI_QUEUE &&
          info[1].ssi_int == 77);
    CHECK(!readable(fd));
    CHECK_ERROR(read(fd, info, sizeof info[0]), EAGAIN);

    /* Another mask, for the same descriptor. */
    sigset_t other;
    sigemptyset(&other);
    sigaddset(&other, SIGUSR2);
    kill(getpid(), SIGUSR2);
    CHECK(signalfd(fd, &other, 0) == fd && readable(fd));
    kill(getpid(), SIGUSR1);
    CHECK(read(fd, info, sizeof info) == (ssize_t)sizeof info[0]);
    CHECK(info[0].ssi_signo == SIGUSR2 && !readable(fd));
    CHECK(signalfd(fd, &mask, 0) == fd && readable(fd));
    /* What somebody else takes is gone. */
    CHECK(sigwaitinfo(&mask, NULL) == SIGUSR1);
    CHECK_ERROR(read(fd, info, sizeof info[0]), EAGAIN);
    CHECK_ERROR(signalfd(0, &mask, 0), EINVAL);
    CHECK_ERROR(signalfd(-1, &mask, 1), EINVAL);
    close(fd);
}

static void waiting(void) {
    struct signalfd_siginfo info;
    const int fd = signalfd(-1, &mask, 0), set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0);
    for (int round = 0; round < 10; round++) {
        const pid_t parent = getpid(), child = fork();
        if (child == 0) {
            kill(parent, SIGUSR1);
            _exit(round);
        }
        if (round % 3 == 0) {
            struct pollfd entry = {fd, POLLIN, 0};
            CHECK(poll(&entry, 1, -1) == 1);
        } else if (round % 3 == 1) {
            CHECK(epoll_wait(set, &event, 1, -1) == 1 && event.data.fd == fd);
        }
        CHECK(read(fd, &info, sizeof info) == (ssize_t)sizeof info);
        CHECK(info.ssi_signo == SIGUSR1 && info.ssi_pid == (uint32_t)child);
        CHECK(read(fd, &info, sizeof info) == (ssize_t)sizeof info);
        CHECK(info.ssi_signo == SIGCHLD && info.ssi_pid == (uint32_t)child &&
              info.ssi_status == round && info.ssi_code == CLD_EXITED);
        CHECK(waitpid(child, NULL, 0) == child);
    }
    close(set);
    close(fd);
}

static void *send_later(void *to) {
    kill(getpid(), SIGUSR2);
    return to;
}

static void of_threads(void) {
    struct signalfd_siginfo info;
    const int fd = signalfd(-1, &mask, 0);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, send_later, NULL) == 0);
    CHECK(read(fd, &info, sizeof info) == (ssize_t)sizeof info && info.ssi_signo == SIGUSR2);
    pthread_join(thread, NULL);
    /* A duplicate reads the same; a child its own. */
    const int copy = dup(fd);
    close(fd);
    const pid_t child = fork();
    if (child == 0) {
        kill(getpid(), SIGUSR1);
        _exit(readable(copy) && read(copy, &info, sizeof info) == (ssize_t)sizeof info &&
                      info.ssi_pid == (uint32_t)getpid()
                  ? 0
                  : 1);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(read(copy, &info, sizeof info) == (ssize_t)sizeof info && info.ssi_signo == SIGCHLD);
    close(copy);
}

int main(void) {
    sigemptyset(&mask);
    for (const int *signal = (const int[]){SIGUSR1, SIGUSR2, SIGCHLD, SIGRTMIN, 0}; *signal;
         signal++)
        sigaddset(&mask, *signal);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    reading();
    waiting();
    of_threads();
    return finish();
}
