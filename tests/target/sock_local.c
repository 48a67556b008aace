// glibc
// Local sockets: pairs, names in the file system and abstract ones, passing of descriptors and
// credentials, ends and errors, readiness.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int failures;
#define CHECK(x) \
    ((x) ? (void)0 : (void)(failures++, printf("line %d: %s (errno %d)\n", __LINE__, #x, errno)))
#define FAILS(x, e) (errno = 0, CHECK((x) == -1 && errno == (e)))

static socklen_t local(struct sockaddr_un *a, const char *name) {
    memset(a, 0, sizeof *a);
    a->sun_family = AF_UNIX;
    if (*name == '@') {
        memcpy(a->sun_path + 1, name + 1, strlen(name) - 1);
        return offsetof(struct sockaddr_un, sun_path) + strlen(name);
    }
    strcpy(a->sun_path, name);
    return offsetof(struct sockaddr_un, sun_path) + strlen(name) + 1;
}

static void pair_stream(void) {
    int s[2];
    char b[64];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
    struct stat st;
    CHECK(fstat(s[0], &st) == 0 && S_ISSOCK(st.st_mode));
    CHECK(write(s[0], "hello", 5) == 5 && send(s[0], " you", 4, 0) == 4);
    int n = 0;
    CHECK(ioctl(s[1], FIONREAD, &n) == 0 && n == 9);
    CHECK(recv(s[1], b, 3, MSG_PEEK) == 3 && !memcmp(b, "hel", 3));
    CHECK(read(s[1], b, sizeof b) == 9 && !memcmp(b, "hello you", 9));
    CHECK(fcntl(s[1], F_SETFL, O_NONBLOCK) == 0);
    FAILS(read(s[1], b, 1), EAGAIN);
    FAILS(recv(s[0], b, 1, MSG_DONTWAIT), EAGAIN);
    FAILS(lseek(s[0], 0, SEEK_SET), ESPIPE);
    // What goes in comes out, whatever the sizes.
    static char big[300000], got[300000];
    for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 7 + i / 251);
    if (fork() == 0) {
        close(s[1]);
        _exit(write(s[0], big, sizeof big) == sizeof big ? 0 : 1);
    }
    fcntl(s[1], F_SETFL, 0);
    CHECK(recv(s[1], got, sizeof got, MSG_WAITALL) == sizeof got && !memcmp(got, big, sizeof big));
    int status;
    CHECK(wait(&status) > 0 && status == 0);
    // Half closed.
    CHECK(shutdown(s[0], SHUT_WR) == 0);
    CHECK(read(s[1], b, 1) == 0);
    signal(SIGPIPE, SIG_IGN);
    FAILS(write(s[0], "x", 1), EPIPE);
    CHECK(write(s[1], "back", 4) == 4 && read(s[0], b, sizeof b) == 4);
    close(s[1]);
    CHECK(read(s[0], b, 1) == 0);
    close(s[0]);
    // Unread data is an error to the sender.
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, s) == 0);
    CHECK(fcntl(s[0], F_GETFD) == FD_CLOEXEC && (fcntl(s[0], F_GETFL) & O_NONBLOCK));
    CHECK(write(s[0], "x", 1) == 1);
    close(s[1]);
    FAILS(read(s[0], b, 1), ECONNRESET);
    CHECK(read(s[0], b, 1) == 0);
    FAILS(send(s[0], "x", 1, MSG_NOSIGNAL), EPIPE);
    close(s[0]);
    // A full socket.
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s) == 0);
    while (write(s[0], big, 4096) > 0) {
    }
    CHECK(errno == EAGAIN);
    struct pollfd p = {s[0], POLLOUT, 0};
    CHECK(poll(&p, 1, 0) == 0);
    while (read(s[1], got, sizeof got) > 0) {
    }
    CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLOUT);
    close(s[0]);
    close(s[1]);
}

static void pair_messages(int type) {
    int s[2];
    char b[64];
    CHECK(socketpair(AF_UNIX, type, 0, s) == 0);
    CHECK(send(s[0], "one", 3, 0) == 3 && send(s[0], "three", 5, 0) == 5 &&
          send(s[0], "", 0, 0) == 0);
    CHECK(recv(s[1], b, sizeof b, 0) == 3);
    CHECK(recv(s[1], b, 2, MSG_TRUNC | MSG_PEEK) == 5);
    struct iovec v = {b, 2};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
    CHECK(recvmsg(s[1], &m, 0) == 2 && (m.msg_flags & MSG_TRUNC));
    CHECK(recv(s[1], b, sizeof b, 0) == 0);
    FAILS(recv(s[1], b, sizeof b, MSG_DONTWAIT), EAGAIN);
    close(s[1]);
    FAILS(send(s[0], "x", 1, MSG_NOSIGNAL), type == SOCK_DGRAM ? ECONNREFUSED : EPIPE);
    close(s[0]);
}

static void named(const char *name) {
    struct sockaddr_un a, peer;
    socklen_t size = local(&a, name), got = sizeof peer;
    int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(l >= 0 && c >= 0);
    FAILS(connect(c, (void *)&a, size), *name == '@' ? ECONNREFUSED : ENOENT);
    FAILS(listen(l, 1), EINVAL);
    CHECK(bind(l, (void *)&a, size) == 0);
    struct sockaddr_un other;
    socklen_t other_size = local(&other, *name == '@' ? "@portolan other" : "other.socket");
    FAILS(bind(l, (void *)&other, other_size), EINVAL);
    FAILS(access("other.socket", F_OK), ENOENT);
    FAILS(bind(c, (void *)&a, size), EADDRINUSE);
    FAILS(connect(c, (void *)&a, size), ECONNREFUSED);
    CHECK(listen(l, 5) == 0);
    int on = 0;
    socklen_t length = sizeof on;
    CHECK(getsockopt(l, SOL_SOCKET, SO_ACCEPTCONN, &on, &length) == 0 && on == 1);
    struct pollfd p = {l, POLLIN, 0};
    CHECK(poll(&p, 1, 0) == 0);
    CHECK(connect(c, (void *)&a, size) == 0);
    FAILS(connect(c, (void *)&a, size), EISCONN);
    CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLIN);
    int s = accept4(l, (void *)&peer, &got, SOCK_CLOEXEC);
    CHECK(s >= 0 && got == sizeof(sa_family_t) && fcntl(s, F_GETFD) == FD_CLOEXEC);
    got = sizeof peer;
    CHECK(getpeername(c, (void *)&peer, &got) == 0 && got == size && !memcmp(&peer, &a, size));
    got = sizeof peer;
    CHECK(getsockname(s, (void *)&peer, &got) == 0 && got == size && !memcmp(&peer, &a, size));
    struct ucred who;
    length = sizeof who;
    CHECK(getsockopt(s, SOL_SOCKET, SO_PEERCRED, &who, &length) == 0 && who.pid == getpid() &&
          who.uid == geteuid());
    char b[16];
    CHECK(write(c, "ping", 4) == 4 && read(s, b, sizeof b) == 4 && write(s, "pong", 4) == 4 &&
          read(c, b, sizeof b) == 4);
    // Connecting to one who will accept later.
    int c2 = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    CHECK(connect(c2, (void *)&a, size) == 0 && write(c2, "early", 5) == 5);
    int s2 = accept(l, NULL, NULL);
    CHECK(s2 >= 0 && read(s2, b, sizeof b) == 5);
    close(l);
    int c3 = socket(AF_UNIX, SOCK_STREAM, 0);
    FAILS(connect(c3, (void *)&a, size), ECONNREFUSED);
    if (*name != '@') {
        struct stat st;
        CHECK(stat(name, &st) == 0 && S_ISSOCK(st.st_mode));
        FAILS(open(name, O_RDWR), ENXIO);
        CHECK(unlink(name) == 0);
    }
    close(c), close(s), close(c2), close(s2), close(c3);
}

static void datagrams(void) {
    struct sockaddr_un a, b, from;
    socklen_t as = local(&a, "dgram.a"), bs = local(&b, "@portolan dgram b"), got = sizeof from;
    int x = socket(AF_UNIX, SOCK_DGRAM, 0), y = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(bind(x, (void *)&a, as) == 0 && bind(y, (void *)&b, bs) == 0);
    CHECK(sendto(x, "to b", 4, 0, (void *)&b, bs) == 4);
    char t[64];
    CHECK(recvfrom(y, t, sizeof t, 0, (void *)&from, &got) == 4 && got == as &&
          !memcmp(&from, &a, as));
    CHECK(sendto(y, "to a", 4, 0, (void *)&a, as) == 4 && recv(x, t, sizeof t, 0) == 4);
    FAILS(send(x, "?", 1, 0), ENOTCONN);
    CHECK(connect(x, (void *)&b, bs) == 0 && send(x, "!", 1, 0) == 1 &&
          recv(y, t, sizeof t, 0) == 1);
    int st = socket(AF_UNIX, SOCK_STREAM, 0);
    FAILS(connect(st, (void *)&a, as), EPROTOTYPE);
    FAILS(connect(st, (void *)&b, bs), ECONNREFUSED);
    close(st);
    close(y);
    FAILS(send(x, "?", 1, 0), ECONNREFUSED);
    close(x);
    unlink("dgram.a");
    int z = socket(AF_UNIX, SOCK_DGRAM, 0);
    sa_family_t family = AF_UNIX;
    CHECK(bind(z, (void *)&family, sizeof family) == 0);
    got = sizeof from;
    CHECK(getsockname(z, (void *)&from, &got) == 0 && got == 8 && from.sun_path[0] == 0);
    close(z);
}

static int pass(int over, int fd, const char *text) {
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec v = {(char *)text, strlen(text)};
    struct msghdr m = {
        .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    return (int)sendmsg(over, &m, 0);
}

static int take(int over, char *text, size_t size, int flags) {
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec v = {text, size};
    struct msghdr m = {
        .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(over, &m, flags) < 0) return -1;
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    int fd;
    if (!c || c->cmsg_type != SCM_RIGHTS) return -2;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

static void passing(int type) {
    int s[2], p[2];
    char b[64];
    CHECK(socketpair(AF_UNIX, type, 0, s) == 0 && pipe(p) == 0);
    CHECK(pass(s[0], p[1], "pipe") == 4);
    CHECK(pass(s[0], s[0], "self") == 4);
    close(p[1]);
    int w = take(s[1], b, sizeof b, MSG_CMSG_CLOEXEC);
    CHECK(w >= 0 && !memcmp(b, "pipe", 4) && fcntl(w, F_GETFD) == FD_CLOEXEC);
    CHECK(write(w, "through", 7) == 7 && read(p[0], b, sizeof b) == 7);
    close(w);
    CHECK(read(p[0], b, 1) == 0);
    int own = take(s[1], b, sizeof b, 0);
    CHECK(own >= 0 && write(own, "x", 1) == 1 && read(s[1], b, sizeof b) == 1);
    close(own);
    close(p[0]);
    // Rights that nobody takes are closed.
    CHECK(pipe(p) == 0 && pass(s[0], p[1], "lost") == 4);
    close(p[1]);
    CHECK(read(s[1], b, sizeof b) == 4);
    CHECK(read(p[0], b, 1) == 0);
    close(p[0]);
    // Credentials.
    int on = 1;
    CHECK(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0);
    if (fork() == 0) _exit(write(s[0], "me", 2) != 2);
    char control[CMSG_SPACE(sizeof(struct ucred))];
    struct iovec v = {b, sizeof b};
    struct msghdr m = {
        .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    CHECK(recvmsg(s[1], &m, 0) == 2);
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    CHECK(c && c->cmsg_type == SCM_CREDENTIALS);
    int status, child = wait(&status);
    struct ucred who;
    if (c) {
        memcpy(&who, CMSG_DATA(c), sizeof who);
        CHECK(who.pid == child && who.uid == getuid());
    }
    close(s[0]), close(s[1]);
}

static void readiness(void) {
    int s[2];
    char b[8];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
    struct pollfd p[2] = {{s[0], POLLIN | POLLOUT, 0}, {s[1], POLLIN, 0}};
    CHECK(poll(p, 2, 0) == 1 && p[0].revents == POLLOUT && p[1].revents == 0);
    if (fork() == 0) _exit(write(s[0], "a", 1) != 1);
    CHECK(poll(p + 1, 1, -1) == 1 && p[1].revents == POLLIN);
    wait(NULL);
    CHECK(read(s[1], b, sizeof b) == 1);
    fd_set in;
    FD_ZERO(&in);
    FD_SET(s[1], &in);
    struct timeval zero = {0, 0};
    CHECK(select(s[1] + 1, &in, NULL, NULL, &zero) == 0);
    close(s[0]);
    p[1].events = POLLIN | POLLRDHUP;
    CHECK(poll(p + 1, 1, -1) == 1 && p[1].revents == (POLLIN | POLLRDHUP | POLLHUP));
    close(s[1]);
    // A time limit.
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
    struct timeval limit = {0, 20000};
    CHECK(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
    FAILS(read(s[0], b, 1), EAGAIN);
    close(s[0]), close(s[1]);
}

static void caught(int signal) { (void)signal; }

static void interruption(void) {
    int s[2];
    char b[8];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
    struct sigaction act = {.sa_handler = caught};
    sigaction(SIGALRM, &act, NULL);
    // Again and again: the first may come before the read.
    struct itimerval soon = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &soon, NULL);
    FAILS(read(s[0], b, 1), EINTR);
    setitimer(ITIMER_REAL, &never, NULL);
    CHECK(write(s[1], "z", 1) == 1 && read(s[0], b, 1) == 1);
    close(s[0]), close(s[1]);
}

static void errors(void) {
    int s[2], f = open("/dev/null", O_RDWR);
    FAILS(socket(AF_UNIX, 77, 0), EINVAL);
    FAILS(socket(AF_UNIX, SOCK_STREAM, 99), EPROTONOSUPPORT);
    FAILS(socketpair(AF_INET, SOCK_STREAM, 0, s), EOPNOTSUPP);
    FAILS(socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)8), EFAULT);
    FAILS(listen(f, 1), ENOTSOCK);
    FAILS(send(-1, "", 0, 0), EBADF);
    int u = socket(AF_UNIX, SOCK_STREAM, 0);
    FAILS(accept(u, NULL, NULL), EINVAL);
    struct sockaddr_un a = {0};
    FAILS(bind(u, (void *)8, sizeof a), EFAULT);
    FAILS(connect(u, (void *)&a, 200), EINVAL);
    CHECK(shutdown(u, SHUT_WR) == 0);
    FAILS(shutdown(u, 5), EINVAL);
    FAILS(getpeername(u, (void *)&a, &(socklen_t){sizeof a}), ENOTCONN);
    int kind = 0;
    socklen_t size = sizeof kind;
    CHECK(getsockopt(u, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM);
    CHECK(getsockopt(u, SOL_SOCKET, SO_DOMAIN, &kind, &size) == 0 && kind == AF_UNIX);
    FAILS(setsockopt(u, SOL_SOCKET, 9999, &kind, sizeof kind), ENOPROTOOPT);
    close(u), close(f);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    signal(SIGPIPE, SIG_IGN);
    pair_stream();
    pair_messages(SOCK_DGRAM);
    pair_messages(SOCK_SEQPACKET);
    named("stream.socket");
    named("@portolan stream");
    datagrams();
    passing(SOCK_STREAM);
    passing(SOCK_DGRAM);
    readiness();
    interruption();
    errors();
    if (!failures) puts("local sockets work");
    return failures != 0;
}
