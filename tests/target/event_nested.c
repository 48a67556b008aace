// Sets of sets: neither in rings, nor deeper than Linux has them.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { chain = 9 };

static int add(int set, int fd) {
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e) == 0 ? 0 : errno;
}

static void show(const char *what, int error) {
    printf("%s: %s\n", what, error == 0 ? "added" : error == ELOOP ? "ELOOP" : strerror(error));
}

static void open_all(int *sets) {
    for (int i = 0; i < chain; ++i) sets[i] = epoll_create1(0);
}
static void close_all(const int *sets) {
    for (int i = 0; i < chain; ++i) close(sets[i]);
}

static void rings(void) {
    int s[chain];
    open_all(s);
    show("itself", add(s[0], s[0]));
    show("a in b", add(s[1], s[0]));
    show("a in b again", add(s[1], s[0]));
    show("b in a", add(s[0], s[1]));
    show("b in c", add(s[2], s[1]));
    show("c in a", add(s[0], s[2]));
    const int copy = dup(s[2]);
    show("a copy of c in a", add(s[0], copy));
    show("c in its copy", add(copy, s[2]));
    // What was taken out is no part of a ring.
    epoll_ctl(s[1], EPOLL_CTL_DEL, s[0], NULL);
    show("c in a without a in b", add(s[0], s[2]));
    show("a in b with c in a", add(s[1], s[0]));
    // What was closed neither.
    close(copy), close(s[2]);
    show("a in b without c", add(s[1], s[0]));
    s[2] = epoll_create1(0);
    show("a new one in a", add(s[0], s[2]));
    show("b in the new one", add(s[2], s[1]));
    close_all(s);
}

static void depth(void) {
    int s[chain];
    open_all(s);
    for (int i = 0; i + 1 < chain; ++i) show("outwards", add(s[i + 1], s[i]));
    close_all(s);
    open_all(s);
    for (int i = chain - 1; i > 0; --i) show("inwards", add(s[i], s[i - 1]));
    close_all(s);
    open_all(s);
    for (int i = 0; i < 3; ++i) show("lower part", add(s[i + 1], s[i]));
    for (int i = 4; i < 6; ++i) show("upper part", add(s[i + 1], s[i]));
    show("joined", add(s[4], s[3]));
    show("joined lower", add(s[4], s[1]));
    close_all(s);
}

static void event_through_sets(void) {
    int s[3];
    for (int i = 0; i < 3; ++i) s[i] = epoll_create1(0);
    const int counter = eventfd(0, 0);
    struct epoll_event e;
    printf("%d %d %d\n", add(s[2], s[1]), add(s[1], s[0]), add(s[0], counter));
    eventfd_write(counter, 1);
    printf("something: %d", epoll_wait(s[2], &e, 1, -1));
    printf(" %d\n", e.data.fd == s[1]);
    close(counter);
    for (int i = 0; i < 3; ++i) close(s[i]);
}

int main(void) {
    rings();
    depth();
    event_through_sets();
    return 0;
}
