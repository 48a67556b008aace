/* How local sockets tell their names, however long the address given was. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un named(const char *path) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    strcpy(name.sun_path, path);
    return name;
}

static void show(const char *what, int fd, int (*ask)(int, struct sockaddr *, socklen_t *)) {
    struct sockaddr_un found;
    socklen_t size = sizeof found;
    memset(&found, 'z', sizeof found);
    if (ask(fd, (struct sockaddr *)&found, &size) < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %u \"%.*s\"\n", what, size, size > 2 ? (int)size - 2 : 0, found.sun_path);
}

static void path_name(const char *path, socklen_t size) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    const struct sockaddr_un name = named(path);
    printf("%s with %u: %d\n", path, size, bind(fd, (const struct sockaddr *)&name, size));
    show("own", fd, getsockname);
    printf("listen %d, connect %d\n", listen(fd, 1),
           connect(client, (const struct sockaddr *)&name, sizeof name));
    show("peer", client, getpeername);
    show("client", client, getsockname);
    close(fd);
    close(client);
    unlink(path);
}

/* The name counts first, and then that the socket has one already. */
static void bound_twice(void) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const struct sockaddr_un name = named("twice"), other = named("thrice");
    printf("once %d", bind(fd, (const struct sockaddr *)&name, sizeof name));
    errno = 0;
    bind(fd, (const struct sockaddr *)&name, sizeof name);
    printf(", again: %s", strerror(errno));
    errno = 0;
    bind(fd, (const struct sockaddr *)&other, sizeof other);
    printf(", elsewhere: %s\n", strerror(errno));
    unlink("twice");
    unlink("thrice");
}

int main(void) {
    bound_twice();
    path_name("name", sizeof(struct sockaddr_un));
    path_name("exact", offsetof(struct sockaddr_un, sun_path) + 5);
    path_name("terminated", offsetof(struct sockaddr_un, sun_path) + 11);

    int pair[2];
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 || send(pair[0], "long", 4, 0) != 4)
        return 1;
    printf("%zd flags %x\n", recvmsg(pair[1], &message, 0), message.msg_flags);
    return 0;
}
