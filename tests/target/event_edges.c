/* What is ready in odd moments: right after a close, before a FIFO's first writer, behind the table
 * of descriptors, when signalfd's mask changes. */
#include "fs_test.h"

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/signalfd.h>

static void closed_end(void) {
    for (int round = 0; round < 20; round++) {
        int ends[2];
        struct epoll_event event = {.events = EPOLLIN}, out[4];
        const int set = epoll_create1(0);
        if (pipe(ends) < 0) return;
        epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event);
        const int before = epoll_wait(set, out, 4, 0);
        close(ends[1]);
        const int after = epoll_wait(set, out, 4, 0);
        if (round == 0 || before != 0 || after != 1 || out[0].events != EPOLLHUP)
            printf("round %d: %d, then %d with %x\n", round, before, after, out[0].events);
        close(ends[0]);
        close(set);
    }
}

static int events_of(int fd) {
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return poll(&one, 1, 0) < 0 ? -1 : one.revents;
}

static void fifo(void) {
    char byte;
    DONE(mkfifo("fifo", 0600));
    const int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    printf("no writer yet: %x\n", events_of(reader));
    close(open("fifo", O_WRONLY));
    printf("one was there: %x\n", events_of(reader));
    const int late = open("fifo", O_RDONLY | O_NONBLOCK);
    printf("late: %x, early: %x\n", events_of(late), events_of(reader));
    const int writer = open("fifo", O_WRONLY);
    printf("writer: %x\n", events_of(late));
    close(writer);
    printf("gone: %x\n", events_of(late));
    SHOW(read(late, &byte, 1));
    unlink("fifo");
}

static void beyond_the_table(void) {
    const int numbers[] = {1000, 200, 64, 63};
    for (int i = 0; i < 4; i++) {
        fd_set set;
        struct timeval now = {0, 0};
        FD_ZERO(&set);
        FD_SET(numbers[i], &set);
        errno = 0;
        const int ready = select(numbers[i] + 1, &set, NULL, NULL, &now);
        printf("%d: %d %s\n", numbers[i], ready, ready < 0 ? error_name(errno) : "");
    }
}

static void mask_of_signal_file(void) {
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    const int fd = signalfd(-1, &mask, SFD_NONBLOCK);
    raise(SIGUSR1);
    printf("pending: %x\n", events_of(fd));
    sigdelset(&mask, SIGUSR1);
    sigaddset(&mask, SIGUSR2);
    signalfd(fd, &mask, 0);
    printf("another mask: %x\n", events_of(fd));
    sigaddset(&mask, SIGUSR1);
    signalfd(fd, &mask, 0);
    printf("both: %x\n", events_of(fd));
}

int main(void) {
    closed_end();
    fifo();
    beyond_the_table();
    mask_of_signal_file();
    SHOW(lseek(eventfd(0, 0), 5, SEEK_SET));
    return 0;
}
