/* No signal is lost, whenever it comes: before a call begins to wait, while it does, or between the
 * library's look at what is pending and the kernel's wait. A child sends a signal at each of many
 * moments; a wait that misses it never ends, and the test with it. */
#include "posix_test.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum { rounds = 20, futex_wait_private = 128 };

static volatile int *turn; /* shared: the round that the parent is about to wait in */
static volatile sig_atomic_t came;
static sigset_t nothing, user;
static int pipe_ends[2], socket_ends[2], set;
static pid_t parent;
static volatile int enough; /* for the thread beside */

static void note(int signal) {
    (void)signal;
    came = 1;
}

static void spin(int loops) {
    for (volatile int i = 0; i < loops; i++) {
    }
}

/* Waits that end with the handler, begun with the signal blocked: none may ever be missed. */
static int by_sigsuspend(void) { return sigsuspend(&nothing); }
static int by_ppoll(void) {
    struct pollfd entry = {pipe_ends[0], POLLIN, 0};
    return ppoll(&entry, 1, NULL, &nothing);
}
static int by_ppoll_of_none(void) { return ppoll(NULL, 0, NULL, &nothing); }
static int by_pselect(void) {
    fd_set in;
    FD_ZERO(&in);
    FD_SET(pipe_ends[0], &in);
    return pselect(pipe_ends[0] + 1, &in, NULL, NULL, NULL, &nothing);
}
static int by_epoll(void) {
    struct epoll_event found;
    return epoll_pwait(set, &found, 1, -1, &nothing);
}

/* Waits of which a signal that came before them says nothing: the child sends until it is told to
 * stop. What is looked for is a wait that no signal ends. */
static int by_read(void) {
    char byte;
    return (int)read(pipe_ends[0], &byte, 1);
}
static int by_receive(void) {
    char byte;
    return (int)recv(socket_ends[0], &byte, 1, 0);
}
static int by_nanosleep(void) {
    const struct timespec long_time = {1000000, 0};
    return nanosleep(&long_time, NULL);
}
static int by_pause(void) { return pause(); }
static int by_poll(void) {
    struct pollfd entry = {pipe_ends[0], POLLIN, 0};
    return poll(&entry, 1, -1);
}
static int by_select(void) { return select(0, NULL, NULL, NULL, NULL); }
static int by_wait(void) { return waitpid(-1, NULL, 0); }
static int by_futex(void) {
    static int word;
    return (int)syscall(SYS_futex, &word, futex_wait_private, 0, NULL, NULL, 0);
}

/* One signal a round, `gap` loops after the parent has said that it is about to wait. */
static void once_each(const char *name, int (*wait_here)(void)) {
    *turn = 0;
    const pid_t child = fork();
    if (child == 0) {
        for (int round = 1; round <= rounds; round++) {
            while (*turn != round) sched_yield();
            spin((round * 137) % 1500);
            kill(parent, SIGUSR1);
        }
        _exit(0);
    }
    sigprocmask(SIG_BLOCK, &user, NULL);
    for (int round = 1; round <= rounds; round++) {
        came = 0;
        *turn = round;
        spin((round * 101) % 1000);
        errno = 0;
        if (wait_here() != -1 || errno != EINTR || !came) {
            printf("%s: round %d, errno %d, came %d\n", name, round, errno, (int)came);
            failures++;
            break;
        }
    }
    sigprocmask(SIG_UNBLOCK, &user, NULL);
    if (failures) kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* Signals at changing distances, until the wait has ended. */
static void until_ended(const char *name, int (*wait_here)(void)) {
    *turn = 0;
    const pid_t child = fork();
    if (child == 0) {
        for (int n = 1; *turn >= 0; n++) {
            while (*turn == 0) sched_yield();
            spin(n * 37 % 1500);
            if (*turn > 0) kill(parent, SIGUSR1);
            /* The last signal of all must end the wait, so there is time for that. */
            for (int i = 0; i < 5 && *turn > 0; i++) sched_yield();
        }
        _exit(0);
    }
    for (int round = 1; round <= rounds; round++) {
        *turn = round;
        errno = 0;
        const int result = wait_here();
        const int error = errno;
        *turn = 0;
        if (result != -1 || error != EINTR) {
            printf("%s: round %d gave %d, errno %d\n", name, round, result, error);
            failures++;
            break;
        }
    }
    *turn = -1;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* With nobody but a sender and a wait that is long over when the signal comes. */
static void pending_before(void) {
    sigprocmask(SIG_BLOCK, &user, NULL);
    kill(getpid(), SIGUSR1);
    sigset_t pending;
    sigpending(&pending);
    CHECK(sigismember(&pending, SIGUSR1));
    CHECK_ERROR(by_ppoll(), EINTR);
    kill(getpid(), SIGUSR1);
    CHECK_ERROR(by_pselect(), EINTR);
    kill(getpid(), SIGUSR1);
    CHECK_ERROR(by_epoll(), EINTR);
    kill(getpid(), SIGUSR1);
    CHECK_ERROR(by_sigsuspend(), EINTR);
    const struct timespec at_once = {0, 0};
    kill(getpid(), SIGUSR1);
    CHECK_ERROR(ppoll(NULL, 0, &at_once, &nothing), EINTR);

    /* What is ready is told first, and the signal stays behind the mask. */
    CHECK(write(pipe_ends[1], "x", 1) == 1);
    kill(getpid(), SIGUSR1);
    came = 0;
    CHECK(by_ppoll() == 1 && !came);
    CHECK(by_pselect() == 1 && !came);
    CHECK(by_epoll() == 1 && !came);
    sigprocmask(SIG_UNBLOCK, &user, NULL);
    CHECK(came);
    char byte;
    CHECK(read(pipe_ends[0], &byte, 1) == 1);
}

static void *busy(void *unused) {
    (void)unused;
    /* Contends for the library's locks with the thread that waits. */
    while (!enough) {
        sigset_t set_;
        sigpending(&set_);
        close(dup(pipe_ends[0]));
    }
    return NULL;
}

int main(void) {
    turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    parent = getpid();
    sigemptyset(&nothing);
    sigemptyset(&user);
    sigaddset(&user, SIGUSR1);
    struct sigaction action = {.sa_handler = note};
    sigaction(SIGUSR1, &action, NULL);
    CHECK(pipe(pipe_ends) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, socket_ends) == 0);
    set = epoll_create1(0);
    struct epoll_event wanted = {.events = EPOLLIN};
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, pipe_ends[0], &wanted) == 0);

    pending_before();
    once_each("sigsuspend", by_sigsuspend);
    once_each("ppoll", by_ppoll);
    once_each("ppoll of none", by_ppoll_of_none);
    once_each("pselect", by_pselect);
    once_each("epoll_pwait", by_epoll);
    until_ended("read", by_read);
    until_ended("recv", by_receive);
    until_ended("nanosleep", by_nanosleep);
    until_ended("pause", by_pause);
    until_ended("poll", by_poll);
    until_ended("select", by_select);
    until_ended("waitpid", by_wait);
    until_ended("futex", by_futex);

    pthread_t other;
    *turn = 0;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    CHECK(pthread_create(&other, NULL, busy, NULL) == 0);
    pthread_sigmask(SIG_UNBLOCK, &all, NULL);
    once_each("ppoll beside a thread", by_ppoll);
    until_ended("read beside a thread", by_read);
    until_ended("futex beside a thread", by_futex);
    enough = 1;
    pthread_join(other, NULL);
    return finish();
}
