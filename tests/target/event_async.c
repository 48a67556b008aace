// glibc
/* SIGIO: F_SETOWN, F_SETSIG, O_ASYNC and FIOASYNC on sockets, pipes and inotify. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sigset_t watched;

/* The signals that have come, without waiting for more. */
static void show(const char *what) {
    const struct timespec now = {0, 0};
    siginfo_t info;
    int count = 0;
    printf("%s:", what);
    while (sigtimedwait(&watched, &info, &now) > 0 && count++ < 9) {
        printf(" %s", info.si_signo == SIGIO ? "SIGIO" : "own");
        if (info.si_code == SI_KERNEL)
            printf(" kernel");
        else
            printf(" code %d band %lx fd %d", info.si_code, (long)info.si_band, info.si_fd);
    }
    printf("%s\n", count ? "" : " none");
}

static void try_call(const char *what, long result) {
    printf("%s %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(errno) : "");
}

static void sockets(int type) {
    int s[2];
    char bytes[16];
    socketpair(AF_UNIX, type, 0, s);
    printf("type %d async %d owner %d signal %d\n", type, (fcntl(s[0], F_GETFL) & O_ASYNC) != 0,
           fcntl(s[0], F_GETOWN), fcntl(s[0], F_GETSIG));
    send(s[1], "a", 1, 0);
    recv(s[0], bytes, sizeof bytes, 0);
    show("off");
    try_call("own", fcntl(s[0], F_SETOWN, getpid()));
    printf("mine %d\n", fcntl(s[0], F_GETOWN) == getpid());
    send(s[1], "a", 1, 0);
    recv(s[0], bytes, sizeof bytes, 0);
    show("owned");
    try_call("async", fcntl(s[0], F_SETFL, O_ASYNC));
    printf("async %d %d\n", (fcntl(s[0], F_GETFL) & O_ASYNC) != 0,
           (fcntl(s[1], F_GETFL) & O_ASYNC) != 0);
    send(s[1], "a", 1, 0);
    show("sent");
    send(s[1], "b", 1, 0);
    show("again");
    recv(s[0], bytes, 1, 0);
    show("received");
    const int copy = dup(s[0]);
    try_call("signal", fcntl(copy, F_SETSIG, SIGRTMIN));
    send(s[1], "c", 1, 0);
    show("named");
    close(s[0]);
    send(s[1], "d", 1, 0);
    show("by its copy");
    const pid_t child = fork();
    if (child == 0) {
        send(s[1], "e", 1, 0);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    show("from a child");
    try_call("no signal", fcntl(copy, F_SETSIG, 0));
    const int off = 0;
    try_call("off", ioctl(copy, FIOASYNC, &off));
    send(s[1], "f", 1, 0);
    show("off");
    close(copy);
    close(s[1]);
}

static void pipes(void) {
    int p[2];
    const int on = 1;
    char bytes[16];
    pipe(p);
    fcntl(p[0], F_SETOWN, getpid());
    try_call("pipe", ioctl(p[0], FIOASYNC, &on));
    fcntl(p[1], F_SETOWN, getpid());
    fcntl(p[1], F_SETSIG, SIGRTMIN);
    fcntl(p[1], F_SETFL, O_ASYNC);
    write(p[1], "abc", 3);
    show("written");
    read(p[0], bytes, 2);
    show("read");
    fcntl(p[1], F_SETFL, 0);
    close(p[1]);
    show("closed");
    close(p[0]);
}

static void groups(void) {
    int p[2];
    pipe(p);
    const pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        kill(getppid(), SIGUSR1);
        siginfo_t info;
        const struct timespec limit = {10, 0};
        const int got = sigtimedwait(&watched, &info, &limit);
        _exit(got == SIGIO ? 7 : 1);
    }
    setpgid(child, child);
    sigset_t ready;
    sigemptyset(&ready);
    sigaddset(&ready, SIGUSR1);
    siginfo_t info;
    sigwaitinfo(&ready, &info);
    try_call("group", fcntl(p[0], F_SETOWN, -child));
    struct f_owner_ex owner;
    fcntl(p[0], F_GETOWN_EX, &owner);
    printf("group %d %d\n", owner.type == F_OWNER_PGRP, owner.pid == child);
    fcntl(p[0], F_SETFL, O_ASYNC);
    write(p[1], "a", 1);
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    show("parent");
    owner.type = F_OWNER_TID;
    owner.pid = gettid();
    try_call("thread", fcntl(p[0], F_SETOWN_EX, &owner));
    write(p[1], "a", 1);
    show("thread");
    close(p[0]);
    close(p[1]);
}

static void internet(void) {
    const int any = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    ioctl(any, SIOCSIFFLAGS, &loopback);
    const struct sockaddr_in own = {.sin_family = AF_INET,
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    memcpy(&loopback.ifr_addr, &own, sizeof own);
    ioctl(any, SIOCSIFADDR, &loopback);
    close(any);
    const int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof name;
    bind(a, (struct sockaddr *)&name, sizeof name);
    getsockname(a, (struct sockaddr *)&name, &size);
    const int on = 1;
    fcntl(a, F_SETOWN, getpid());
    ioctl(a, FIOASYNC, &on);
    sendto(b, "x", 1, 0, (struct sockaddr *)&name, sizeof name);
    show("datagram");
    close(a);
    close(b);
}

static void others(void) {
    const int on = 1, file = open("f", O_CREAT | O_RDWR, 0600);
    try_call("file's owner", fcntl(file, F_SETOWN, getpid()));
    try_call("file's async", fcntl(file, F_SETFL, O_ASYNC));
    printf("async %d\n", (fcntl(file, F_GETFL) & O_ASYNC) != 0);
    try_call("file's FIOASYNC", ioctl(file, FIOASYNC, &on));
    try_call("nobody", fcntl(file, F_SETOWN, 99999));
    try_call("no signal", fcntl(file, F_SETSIG, 65));
    try_call("released", fcntl(file, F_SETOWN, 0));
    printf("owner %d\n", fcntl(file, F_GETOWN));
    const int queue = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(queue, ".", IN_CREATE);
    fcntl(queue, F_SETOWN, getpid());
    fcntl(queue, F_SETFL, O_ASYNC | O_NONBLOCK);
    close(open("g", O_CREAT | O_RDWR, 0600));
    show("inotify");
    unlink("f");
    unlink("g");
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    sigemptyset(&watched);
    sigaddset(&watched, SIGIO);
    sigaddset(&watched, SIGRTMIN);
    sigset_t blocked = watched;
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    sockets(SOCK_STREAM);
    sockets(SOCK_DGRAM);
    pipes();
    groups();
    internet();
    others();
    return 0;
}
