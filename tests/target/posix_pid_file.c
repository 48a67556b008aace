// glibc
/* pidfd: opening, waiting by poll and epoll, signals, waitid, clone, descriptors of others; and
   membarrier. */
#include "posix_test.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

static int open_pid(pid_t pid, unsigned flags) { return (int)syscall(SYS_pidfd_open, pid, flags); }
static long signal_pid(int fd, int signal, siginfo_t *info, unsigned flags) {
    return syscall(SYS_pidfd_send_signal, fd, signal, info, flags);
}
static pid_t sleeper(void) {
    const pid_t child = fork();
    if (child == 0)
        for (;;) pause();
    return child;
}
static int ended(int fd) {
    struct pollfd entry = {fd, POLLIN, 0};
    return poll(&entry, 1, 0) == 1 && entry.revents == POLLIN;
}

static void life(void) {
    siginfo_t info;
    const pid_t child = sleeper();
    const int fd = open_pid(child, 0), twin = open_pid(child, 0);
    CHECK(fd >= 0 && twin >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK(!ended(fd));
    const int set = epoll_create1(0);
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = 5}, got;
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, twin, &wanted) == 0 && epoll_wait(set, &got, 1, 0) == 0);
    CHECK(signal_pid(fd, 0, NULL, 0) == 0);
    CHECK_ERROR(signal_pid(fd, 0, NULL, 1), EINVAL);
    CHECK_ERROR(signal_pid(fd, 99, NULL, 0), EINVAL);
    CHECK_ERROR(signal_pid(1, 0, NULL, 0), EBADF);
    CHECK_ERROR(signal_pid(99, 0, NULL, 0), EBADF);
    memset(&info, 0, sizeof info);
    CHECK(waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG) == 0 && info.si_pid == 0);
    CHECK(signal_pid(fd, SIGTERM, NULL, 0) == 0);
    struct pollfd entry = {fd, POLLIN, 0};
    CHECK(poll(&entry, 1, -1) == 1 && entry.revents == POLLIN);
    CHECK(epoll_wait(set, &got, 1, -1) == 1 && got.data.fd == 5);
    CHECK(waitid(P_PIDFD, (id_t)fd, &info, WEXITED) == 0);
    CHECK(info.si_pid == child && info.si_code == CLD_KILLED && info.si_status == SIGTERM);
    CHECK(ended(fd) && ended(twin));
    CHECK_ERROR(waitid(P_PIDFD, (id_t)fd, &info, WEXITED), ECHILD);
    CHECK_ERROR(signal_pid(fd, 0, NULL, 0), ESRCH);
    char byte;
    CHECK_ERROR(read(fd, &byte, 1), EINVAL);
    CHECK_ERROR(write(fd, &byte, 1), EINVAL);
    close(fd);
    close(twin);
    close(set);
}

static void refusals(void) {
    CHECK_ERROR(open_pid(-1, 0), EINVAL);
    CHECK_ERROR(open_pid(0, 0), EINVAL);
    CHECK_ERROR(open_pid(getpid(), 1), EINVAL);
    CHECK_ERROR(open_pid(4000000, 0), ESRCH);
    CHECK_ERROR(waitid(P_PIDFD, 99, NULL, WEXITED), EBADF);
    CHECK_ERROR(waitid(P_PIDFD, 1, NULL, WEXITED), EBADF);
    const int own = open_pid(getpid(), O_NONBLOCK);
    CHECK(fcntl(own, F_GETFL) == (O_RDWR | O_NONBLOCK));
    CHECK_ERROR(waitid(P_PIDFD, (id_t)own, NULL, WEXITED), ECHILD);
    const pid_t child = sleeper();
    const int fd = open_pid(child, O_NONBLOCK);
    CHECK_ERROR(waitid(P_PIDFD, (id_t)fd, NULL, WEXITED), EAGAIN);
    kill(child, SIGKILL);
    struct pollfd entry = {fd, POLLIN, 0};
    CHECK(poll(&entry, 1, -1) == 1);
    CHECK(waitid(P_PIDFD, (id_t)fd, NULL, WEXITED) == 0);
    close(fd);
    /* Signals of another user are as with kill. */
    const pid_t other = sleeper();
    const int of_other = open_pid(other, 0);
    const pid_t user = fork();
    if (user == 0) {
        _exit(setuid(1000) == 0 && signal_pid(of_other, SIGTERM, NULL, 0) == -1 && errno == EPERM
                  ? 0
                  : 1);
    }
    int status;
    CHECK(waitpid(user, &status, 0) == user && status == 0);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    close(of_other);
    close(own);
}

static volatile sig_atomic_t value;
static void note(int signal, siginfo_t *info, void *context) {
    (void)signal;
    (void)context;
    value = info->si_code == SI_QUEUE ? info->si_value.sival_int : -1;
}

static void queued(void) {
    const int own = open_pid(getpid(), 0);
    const struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = SIGUSR1;
    info.si_code = SI_QUEUE;
    info.si_value.sival_int = 42;
    CHECK_ERROR(signal_pid(own, SIGUSR2, &info, 0), EINVAL);
    CHECK(signal_pid(own, SIGUSR1, &info, 0) == 0 && value == 42);
    CHECK(signal_pid(own, SIGUSR1, NULL, 0) == 0 && value == -1);
    close(own);
}

/* A folder of /proc does as well: killall signals through it. */
static void folder(void) {
    char path[32];
    const pid_t child = sleeper();
    snprintf(path, sizeof path, "/proc/%d", child);
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), proc = open("/proc", O_RDONLY),
              file = open("/proc/self/stat", O_RDONLY);
    CHECK(fd >= 0 && proc >= 0 && file >= 0);
    CHECK(signal_pid(fd, 0, NULL, 0) == 0);
    CHECK_ERROR(signal_pid(fd, 99, NULL, 0), EINVAL);
    CHECK_ERROR(signal_pid(proc, 0, NULL, 0), EBADF);
    CHECK_ERROR(signal_pid(file, 0, NULL, 0), EBADF);
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = SIGTERM;
    info.si_code = SI_USER;
    CHECK_ERROR(signal_pid(fd, SIGTERM, &info, 0), EPERM);
    CHECK(signal_pid(fd, SIGTERM, NULL, 0) == 0);
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
          WTERMSIG(status) == SIGTERM);
    CHECK_ERROR(signal_pid(fd, 0, NULL, 0), ESRCH);
    close(fd);
    close(proc);
    close(file);
}

static void cloned(void) {
    int fd = -7;
#ifdef __x86_64__
    const long child = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd, NULL, 0);
#else
    const long child = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd, 0, NULL);
#endif
    if (child == 0) {
        /* The parent's descriptor is not the child's. */
        _exit(fd == -7 ? 3 : 4);
    }
    CHECK(child > 0 && fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
    siginfo_t info;
    CHECK(waitid(P_PIDFD, (id_t)fd, &info, WEXITED) == 0 && info.si_status == 3);
    CHECK(ended(fd));
    close(fd);
    struct {
        uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
    } arguments = {.flags = CLONE_PIDFD, .pidfd = (uint64_t)&fd, .exit_signal = SIGCHLD};
    const long third = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (third == 0) {
        struct stat attributes;
        _exit(fstat(3, &attributes) == -1 && errno == EBADF ? 5 : 6);
    }
    CHECK(third > 0 && fd == 3);
    CHECK(waitid(P_PIDFD, (id_t)fd, &info, WEXITED) == 0 && info.si_status == 5);
    close(fd);
    arguments.pidfd = 8;
    CHECK_ERROR(syscall(SYS_clone3, &arguments, sizeof arguments), EFAULT);
    CHECK_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void descriptors(void) {
    int pair[2], talk[2];
    char text[6] = "";
    CHECK(pipe(pair) == 0 && pipe(talk) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const int file = dup2(pair[1], 30);
        CHECK(write(talk[1], "!", 1) == 1);
        pause();
        _exit(file);
    }
    CHECK(read(talk[0], text, 1) == 1);
    const int fd = open_pid(child, 0);
    const int taken = (int)syscall(SYS_pidfd_getfd, fd, 30, 0);
    CHECK(taken >= 0 && fcntl(taken, F_GETFD) == FD_CLOEXEC);
    CHECK(write(taken, "taken", 5) == 5 && read(pair[0], text, 5) == 5 &&
          strcmp(text, "taken") == 0);
    CHECK_ERROR(syscall(SYS_pidfd_getfd, fd, 99, 0), EBADF);
    CHECK_ERROR(syscall(SYS_pidfd_getfd, fd, 30, 1), EINVAL);
    CHECK_ERROR(syscall(SYS_pidfd_getfd, 1, 30, 0), EBADF);
    CHECK(signal_pid(fd, SIGKILL, NULL, 0) == 0 && waitpid(child, NULL, 0) == child);
    CHECK_ERROR(syscall(SYS_pidfd_getfd, fd, 30, 0), ESRCH);
    close(fd);
    close(taken);
    for (int i = 0; i < 2; i++) {
        close(pair[i]);
        close(talk[i]);
    }
}

enum { query, private_expedited = 8, register_private = 16 };
static volatile int stop_spinning;
static void *spin(void *unused) {
    while (!stop_spinning) {
    }
    return unused;
}

static void barriers(void) {
    const long known = syscall(SYS_membarrier, query, 0, 0);
    CHECK((known & (private_expedited | register_private)) ==
          (private_expedited | register_private));
    CHECK_ERROR(syscall(SYS_membarrier, private_expedited, 0, 0), EPERM);
    CHECK_ERROR(syscall(SYS_membarrier, 1 << 30, 0, 0), EINVAL);
    CHECK_ERROR(syscall(SYS_membarrier, query, 5, 0), EINVAL);
    CHECK(syscall(SYS_membarrier, register_private, 0, 0) == 0);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, spin, NULL) == 0);
    for (int i = 0; i < 50; i++) CHECK(syscall(SYS_membarrier, private_expedited, 0, 0) == 0);
    stop_spinning = 1;
    CHECK(pthread_join(thread, NULL) == 0);
}

int main(void) {
    life();
    refusals();
    queued();
    folder();
    cloned();
    descriptors();
    barriers();
    return finish();
}
