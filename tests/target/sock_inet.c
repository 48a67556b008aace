// glibc
// TCP and UDP over the loopback, IPv4 and IPv6: order, ends, errors, readiness, options.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int failures;
#define CHECK(x) \
    ((x) ? (void)0 : (void)(failures++, printf("line %d: %s (errno %d)\n", __LINE__, #x, errno)))
#define FAILS(x, e) (errno = 0, CHECK((x) == -1 && errno == (e)))

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} name;

static socklen_t loopback(name *n, int family, int port) {
    memset(n, 0, sizeof *n);
    n->any.sa_family = (sa_family_t)family;
    if (family == AF_INET) {
        n->v4.sin_port = htons((uint16_t)port);
        n->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return sizeof n->v4;
    }
    n->v6.sin6_port = htons((uint16_t)port);
    n->v6.sin6_addr = in6addr_loopback;
    return sizeof n->v6;
}

static int port_of(int s) {
    name n;
    socklen_t size = sizeof n;
    CHECK(getsockname(s, &n.any, &size) == 0);
    return ntohs(n.any.sa_family == AF_INET ? n.v4.sin_port : n.v6.sin6_port);
}

/// Two ends of a connection.
static int connected(int family, int end[2]) {
    name n;
    socklen_t size = loopback(&n, family, 0);
    int l = socket(family, SOCK_STREAM, 0);
    CHECK(l >= 0 && bind(l, &n.any, size) == 0 && listen(l, 4) == 0);
    int port = port_of(l);
    size = loopback(&n, family, port);
    end[0] = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(end[0], &n.any, size) == 0);
    name peer;
    socklen_t got = sizeof peer;
    end[1] = accept(l, &peer.any, &got);
    CHECK(end[1] >= 0 && got == size && peer.any.sa_family == family);
    CHECK(port_of(end[1]) == port);
    got = sizeof peer;
    CHECK(getpeername(end[0], &peer.any, &got) == 0 && got == size &&
          !memcmp(&peer, &n, family == AF_INET ? 8 : size));
    CHECK(close(l) == 0);
    return port;
}

static void stream(int family) {
    int s[2];
    char b[64];
    connected(family, s);
    CHECK(write(s[0], "hello", 5) == 5 && read(s[1], b, sizeof b) == 5 && !memcmp(b, "hello", 5));
    CHECK(send(s[1], "you", 3, 0) == 3 && recv(s[0], b, 2, MSG_PEEK | MSG_WAITALL) == 2);
    CHECK(recv(s[0], b, sizeof b, 0) == 3);
    FAILS(recv(s[0], b, 1, MSG_DONTWAIT), EAGAIN);
    FAILS(connect(s[0], (struct sockaddr *)b, 1), EINVAL);
    // Much data, in both directions at once.
    static char big[1 << 20], got[1 << 20];
    for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 7 + i / 251);
    pid_t child = fork();
    if (child == 0) {
        close(s[0]);
        size_t n = 0;
        while (n < sizeof got) {
            ssize_t r = read(s[1], got, 10000);
            if (r <= 0 || memcmp(got, big + n, (size_t)r) != 0) _exit(1);
            n += (size_t)r;
        }
        _exit(write(s[1], big, sizeof big) == sizeof big ? 0 : 2);
    }
    close(s[1]);
    CHECK(write(s[0], big, sizeof big) == sizeof big);
    CHECK(recv(s[0], got, sizeof got, MSG_WAITALL) == sizeof got && !memcmp(got, big, sizeof got));
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(read(s[0], b, 1) == 0);
    close(s[0]);
    // Half closed.
    connected(family, s);
    CHECK(shutdown(s[0], SHUT_WR) == 0 && read(s[1], b, 1) == 0);
    FAILS(send(s[0], "x", 1, MSG_NOSIGNAL), EPIPE);
    CHECK(write(s[1], "late", 4) == 4 && recv(s[0], b, 4, MSG_WAITALL) == 4);
    close(s[0]), close(s[1]);
    // Unread data is a reset.
    connected(family, s);
    CHECK(write(s[0], "unread", 6) == 6);
    struct pollfd p = {s[1], POLLIN, 0};
    CHECK(poll(&p, 1, -1) == 1);
    close(s[1]);
    p = (struct pollfd){s[0], POLLIN, 0};
    CHECK(poll(&p, 1, -1) == 1 && (p.revents & (POLLERR | POLLHUP)));
    FAILS(read(s[0], b, 1), ECONNRESET);
    CHECK(read(s[0], b, 1) == 0);
    close(s[0]);
}

static void connecting(void) {
    name n;
    int s[2];
    int port = connected(AF_INET, s);
    close(s[0]), close(s[1]);
    socklen_t size = loopback(&n, AF_INET, port);
    int c = socket(AF_INET, SOCK_STREAM, 0);
    FAILS(read(c, s, 1), ENOTCONN);
    FAILS(connect(c, &n.any, size), ECONNREFUSED);
    close(c);
    c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    FAILS(connect(c, &n.any, size), EINPROGRESS);
    struct pollfd p = {c, POLLOUT, 0};
    CHECK(poll(&p, 1, -1) == 1 && (p.revents & POLLERR));
    int error = 0;
    socklen_t length = sizeof error;
    CHECK(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == ECONNREFUSED);
    close(c);
    int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    CHECK(setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
    size = loopback(&n, AF_INET, 0);
    CHECK(bind(l, &n.any, size) == 0 && listen(l, 1) == 0);
    FAILS(accept(l, NULL, NULL), EAGAIN);
    size = loopback(&n, AF_INET, port_of(l));
    int other = socket(AF_INET, SOCK_STREAM, 0);
    FAILS(bind(other, &n.any, size), EADDRINUSE);
    close(other);
    p = (struct pollfd){l, POLLIN, 0};
    CHECK(poll(&p, 1, 0) == 0);
    c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    FAILS(connect(c, &n.any, size), EINPROGRESS);
    CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLIN);
    p = (struct pollfd){c, POLLOUT, 0};
    CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLOUT);
    CHECK(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0);
    int a = accept4(l, NULL, NULL, SOCK_NONBLOCK);
    CHECK(a >= 0 && (fcntl(a, F_GETFL) & O_NONBLOCK));
    char b[8];
    FAILS(read(a, b, 1), EAGAIN);
    CHECK(setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
    CHECK(getsockopt(c, IPPROTO_TCP, TCP_NODELAY, &error, &length) == 0 && error == 1);
    close(a), close(c), close(l);
}

static void both_families(void) {
    name n, peer;
    memset(&n, 0, sizeof n);
    n.v6.sin6_family = AF_INET6;
    int l = socket(AF_INET6, SOCK_STREAM, 0);
    CHECK(bind(l, &n.any, sizeof n.v6) == 0 && listen(l, 4) == 0);
    socklen_t size = loopback(&n, AF_INET, port_of(l)), got = sizeof peer;
    int c = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(c, &n.any, size) == 0);
    int a = accept(l, &peer.any, &got);
    CHECK(a >= 0 && peer.v6.sin6_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&peer.v6.sin6_addr));
    close(a), close(c), close(l);
}

static void datagrams(int family) {
    name a, b, from;
    socklen_t size = loopback(&a, family, 0), got = sizeof from;
    int x = socket(family, SOCK_DGRAM, 0), y = socket(family, SOCK_DGRAM, 0);
    CHECK(bind(x, &a.any, size) == 0 && bind(y, &a.any, size) == 0);
    loopback(&a, family, port_of(x));
    loopback(&b, family, port_of(y));
    char t[64];
    CHECK(sendto(x, "one", 3, 0, &b.any, size) == 3 && sendto(x, "three", 5, 0, &b.any, size) == 5);
    CHECK(recvfrom(y, t, sizeof t, 0, &from.any, &got) == 3 && got == size);
    CHECK(recv(y, t, 2, MSG_TRUNC) == 5);
    CHECK(sendto(y, "", 0, 0, &from.any, got) == 0 && recv(x, t, sizeof t, 0) == 0);
    FAILS(send(x, "?", 1, 0), EDESTADDRREQ);
    CHECK(connect(x, &b.any, size) == 0 && send(x, "!", 1, 0) == 1 && read(y, t, sizeof t) == 1);
    static char big[65000], back[65000];
    memset(big, 'b', sizeof big);
    CHECK(send(x, big, sizeof big, 0) == sizeof big);
    CHECK(recv(y, back, sizeof back, 0) == sizeof back && back[64999] == 'b');
    static char huge[70000];
    FAILS(send(x, huge, sizeof huge, 0), EMSGSIZE);
    struct pollfd p = {y, POLLIN | POLLOUT, 0};
    CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLOUT);
    close(y);
    close(x);
}

static void errors(void) {
    name n;
    socklen_t size = loopback(&n, AF_INET, 1);
    FAILS(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
    FAILS(socket(AF_INET, SOCK_SEQPACKET, 0), ESOCKTNOSUPPORT);
    FAILS(socket(77, SOCK_STREAM, 0), EAFNOSUPPORT);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    FAILS(accept(s, NULL, NULL), EINVAL);
    FAILS(bind(s, &n.any, 3), EINVAL);
    n.v4.sin_addr.s_addr = htonl(0x01020304);
    FAILS(bind(s, &n.any, size), EADDRNOTAVAIL);
    FAILS(shutdown(s, SHUT_RDWR), ENOTCONN);
    int value = 0;
    socklen_t length = sizeof value;
    CHECK(getsockopt(s, SOL_SOCKET, SO_PROTOCOL, &value, &length) == 0 && value == IPPROTO_TCP);
    FAILS(setsockopt(s, IPPROTO_TCP, 9999, &value, sizeof value), ENOPROTOOPT);
    close(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    FAILS(listen(s, 1), EOPNOTSUPP);
    close(s);
}

/// Which on Linux nobody has done yet.
static void loopback_up(void) {
    struct ifreq r = {0};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    strcpy(r.ifr_name, "lo");
    CHECK(ioctl(s, SIOCGIFFLAGS, &r) == 0 && (r.ifr_flags & IFF_LOOPBACK));
    r.ifr_flags |= IFF_UP;
    CHECK(ioctl(s, SIOCSIFFLAGS, &r) == 0);
    CHECK(ioctl(s, SIOCGIFADDR, &r) == 0 &&
          ((struct sockaddr_in *)&r.ifr_addr)->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(ioctl(s, SIOCGIFINDEX, &r) == 0 && r.ifr_ifindex == 1);
    struct ifreq all[4];
    struct ifconf list = {.ifc_len = sizeof all, .ifc_req = all};
    CHECK(ioctl(s, SIOCGIFCONF, &list) == 0 && list.ifc_len >= (int)sizeof *all);
    CHECK(!strcmp(all[0].ifr_name, "lo"));
    strcpy(r.ifr_name, "none");
    FAILS(ioctl(s, SIOCGIFFLAGS, &r), ENODEV);
    close(s);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    signal(SIGPIPE, SIG_IGN);
    loopback_up();
    stream(AF_INET);
    stream(AF_INET6);
    connecting();
    both_families();
    datagrams(AF_INET);
    datagrams(AF_INET6);
    errors();
    if (!failures) puts("internet sockets work");
    return failures != 0;
}
