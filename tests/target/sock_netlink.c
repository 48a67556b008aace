// glibc
/* Interfaces and addresses as rtnetlink tells them, by the C library and by hand. */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of <linux/netlink.h> and <linux/rtnetlink.h>, which musl does not bring. */
struct sockaddr_nl {
    unsigned short nl_family, nl_pad;
    unsigned nl_pid, nl_groups;
};
struct nlmsghdr {
    unsigned nlmsg_len;
    unsigned short nlmsg_type, nlmsg_flags;
    unsigned nlmsg_seq, nlmsg_pid;
};
struct nlmsgerr {
    int error;
    struct nlmsghdr msg;
};
struct rtgenmsg {
    unsigned char rtgen_family;
};
struct ifinfomsg {
    unsigned char ifi_family, ifi_pad;
    unsigned short ifi_type;
    int ifi_index;
    unsigned ifi_flags, ifi_change;
};
struct rtattr {
    unsigned short rta_len, rta_type;
};
enum {
    NETLINK_ROUTE = 0,
    NETLINK_CAP_ACK = 10,
    NLM_F_REQUEST = 1,
    NLM_F_MULTI = 2,
    NLM_F_ACK = 4,
    NLM_F_DUMP = 0x300,
    NLMSG_ERROR = 2,
    NLMSG_DONE = 3,
    RTM_NEWLINK = 16,
    RTM_GETLINK = 18,
    IFLA_ADDRESS = 1,
    IFLA_IFNAME = 3,
    IFLA_MTU = 4,
    level_netlink = 270,
};
#define ALIGNED(size) (((size) + 3u) & ~3u)

struct request {
    struct nlmsghdr head;
    union {
        struct rtgenmsg any;
        struct ifinfomsg link;
    } body;
};

static void raise_loopback(void) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq r = {.ifr_name = "lo"};
    ioctl(fd, SIOCGIFFLAGS, &r);
    r.ifr_flags |= IFF_UP;
    ioctl(fd, SIOCSIFFLAGS, &r);
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    memcpy(&r.ifr_addr, &own, sizeof own);
    ioctl(fd, SIOCSIFADDR, &r);
    close(fd);
}

static void library(void) {
    struct ifaddrs *all;
    printf("getifaddrs %d\n", getifaddrs(&all));
    for (struct ifaddrs *a = all; a; a = a->ifa_next) {
        char text[INET6_ADDRSTRLEN] = "", mask[INET6_ADDRSTRLEN] = "";
        if (strcmp(a->ifa_name, "lo") != 0 || !a->ifa_addr) continue;
        const int family = a->ifa_addr->sa_family;
        if (family == AF_INET) {
            inet_ntop(family, &((struct sockaddr_in *)a->ifa_addr)->sin_addr, text, sizeof text);
            inet_ntop(family, &((struct sockaddr_in *)a->ifa_netmask)->sin_addr, mask, sizeof mask);
        } else if (family == AF_INET6) {
            inet_ntop(family, &((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr, text, sizeof text);
        }
        printf("%s family %d flags %x %s %s\n", a->ifa_name, family,
               a->ifa_flags & (IFF_UP | IFF_LOOPBACK | IFF_RUNNING), text, mask);
    }
    freeifaddrs(all);
    struct if_nameindex *names = if_nameindex();
    printf("first %u %s\n", names[0].if_index, names[0].if_name);
    if_freenameindex(names);
}

/* Sends a request and prints what comes, as far as it is about the loopback. */
static void ask(const char *what, int fd, struct request r, int size) {
    static char buffer[16384] __attribute__((aligned(8)));
    static unsigned sequence = 100;
    r.head.nlmsg_len = size;
    r.head.nlmsg_seq = ++sequence;
    const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    printf("%s: sent %zd of %d\n", what,
           sendto(fd, &r, size, 0, (const struct sockaddr *)&kernel, sizeof kernel), size);
    for (int more = 1; more;) {
        struct sockaddr_nl from;
        socklen_t length = sizeof from;
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, 0) == 0) {
            printf("  nothing\n");
            return;
        }
        int got = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);
        more = 0;
        for (int at = 0; at + (int)sizeof(struct nlmsghdr) <= got;) {
            const struct nlmsghdr *h = (const void *)(buffer + at);
            at += ALIGNED(h->nlmsg_len);
            more |= (h->nlmsg_flags & NLM_F_MULTI) && h->nlmsg_type != NLMSG_DONE;
            const struct ifinfomsg *link = (const void *)(h + 1);
            if (h->nlmsg_type == NLMSG_ERROR) {
                const struct nlmsgerr *e = (const void *)(h + 1);
                printf("  error %d of type %d, length %u, flags %x, sequence %d\n", e->error,
                       e->msg.nlmsg_type, h->nlmsg_len, h->nlmsg_flags, h->nlmsg_seq == sequence);
            } else if (h->nlmsg_type == RTM_NEWLINK && link->ifi_index == 1) {
                const char *p = (const char *)(link + 1), *end = (const char *)h + h->nlmsg_len;
                printf("  link type %d from %u %u", link->ifi_type, from.nl_pid, from.nl_family);
                while (p < end) {
                    const struct rtattr *a = (const void *)p;
                    if (a->rta_type == IFLA_IFNAME) printf(" %s", p + sizeof *a);
                    if (a->rta_type == IFLA_MTU) printf(" mtu %u", *(const unsigned *)(a + 1));
                    if (a->rta_type == IFLA_ADDRESS) printf(" address %zu", a->rta_len - sizeof *a);
                    p += ALIGNED(a->rta_len);
                }
                printf("\n");
            } else if (h->nlmsg_type == NLMSG_DONE) {
                printf("  %s flags %x to me %d\n", "done", h->nlmsg_flags,
                       h->nlmsg_pid == (unsigned)getpid());
            }
        }
    }
}

int main(void) {
    raise_loopback();
    library();
    printf("protocol %d %s\n", socket(AF_NETLINK, SOCK_RAW, 31), strerror(errno));
    printf("stream %d %s\n", socket(AF_NETLINK, SOCK_STREAM, 0), strerror(errno));
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    const int other = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE);
    struct sockaddr_nl name = {.nl_family = AF_NETLINK};
    socklen_t size = sizeof name;
    printf("bind %d\n", bind(fd, (struct sockaddr *)&name, sizeof name));
    getsockname(fd, (struct sockaddr *)&name, &size);
    printf("family %d size %u mine %d groups %u\n", name.nl_family, size,
           name.nl_pid == (unsigned)getpid(), name.nl_groups);
    errno = 0;
    printf("taken %d %s\n", bind(other, (struct sockaddr *)&name, sizeof name), strerror(errno));
    name.nl_pid = 0;
    printf("other %d\n", bind(other, (struct sockaddr *)&name, sizeof name));
    getsockname(other, (struct sockaddr *)&name, &size);
    printf("unlike the first %d\n", name.nl_pid != 0 && name.nl_pid != (unsigned)getpid());
    char byte;
    errno = 0;
    printf("empty %zd %s\n", recv(fd, &byte, 1, MSG_DONTWAIT), strerror(errno));

    const int get = NLM_F_REQUEST, dump = get | NLM_F_DUMP;
    const int any = sizeof(struct nlmsghdr) + sizeof(struct rtgenmsg),
              link = sizeof(struct nlmsghdr) + sizeof(struct ifinfomsg);
    ask("links", fd, (struct request){.head = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = dump}},
        any);
    ask("link 1", fd,
        (struct request){.head = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = get},
                         .body.link = {.ifi_index = 1}},
        link);
    ask("link 99", fd,
        (struct request){.head = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = get},
                         .body.link = {.ifi_index = 99}},
        link);
    ask("acknowledged", fd,
        (struct request){.head = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = get | NLM_F_ACK},
                         .body.link = {.ifi_index = 1}},
        link);
    ask("no such type", fd, (struct request){.head = {.nlmsg_type = 200, .nlmsg_flags = get}}, any);
    ask("no request", fd, (struct request){.head = {.nlmsg_type = RTM_GETLINK}}, any);
    ask("short", fd, (struct request){.head = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = dump}}, 8);
    const int on = 1;
    printf("cap %d\n", setsockopt(fd, level_netlink, NETLINK_CAP_ACK, &on, sizeof on));
    ask("capped", fd,
        (struct request){.head = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = get},
                         .body.link = {.ifi_index = 99}},
        link);
    return 0;
}
