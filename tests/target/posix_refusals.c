// What calls refuse, and why, as Linux does. glibc
#include "posix_test.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <time.h>

static void names(void) {
    char target[16];
    CHECK_ERROR(readlink("", target, sizeof target), ENOENT);
    const int file = open("file", O_RDWR | O_CREAT, 0600);
    CHECK_ERROR(readlink("file", target, sizeof target), EINVAL);
    CHECK_ERROR(readlinkat(file, "", target, sizeof target), ENOENT);
    CHECK(symlink("file", "link") == 0);
    const int link = open("link", O_PATH | O_NOFOLLOW);
    CHECK(readlinkat(link, "", target, sizeof target) == 4);
    CHECK(readlink("link", target, sizeof target) == 4);
    // No attribute of the name can be there.
    errno = 0;
    CHECK(removexattr("file", "user.none") == -1 && (errno == EOPNOTSUPP || errno == ENODATA));
    CHECK(lremovexattr("file", "user.none") == -1 && errno != ENOSYS);
    CHECK(fremovexattr(file, "user.none") == -1 && errno != ENOSYS && errno != EBADF);
    CHECK_ERROR(fremovexattr(99, "user.none"), EBADF);
    CHECK_ERROR(fgetxattr(link, "user.none", target, sizeof target), EBADF);
    CHECK_ERROR(fsetxattr(link, "user.none", "", 0, 0), EBADF);
    close(file);
    close(link);
    unlink("file");
    unlink("link");
}

static void sockets(void) {
    int pair[2];
    CHECK_ERROR(socketpair(0, SOCK_STREAM, 0, pair), EAFNOSUPPORT);
    CHECK_ERROR(socketpair(AF_INET, SOCK_DGRAM, IPPROTO_UDP, pair), EOPNOTSUPP);
    CHECK_ERROR(socketpair(AF_INET, SOCK_DGRAM, IPPROTO_TCP, pair), EPROTONOSUPPORT);
    CHECK_ERROR(socketpair(AF_INET, SOCK_STREAM, IPPROTO_TCP, pair), EOPNOTSUPP);
    CHECK_ERROR(socketpair(AF_INET, SOCK_STREAM, IPPROTO_ICMP, pair), EPROTONOSUPPORT);

    const int internet = socket(AF_INET, SOCK_DGRAM, 0);
    const struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "."};
    CHECK_ERROR(bind(internet, (const struct sockaddr *)&local, sizeof local), EAFNOSUPPORT);
    const struct sockaddr_in any = {.sin_family = AF_INET};
    CHECK(bind(internet, (const struct sockaddr *)&any, sizeof any) == 0);
    char data[8];
    CHECK_ERROR(recv(internet, data, sizeof data, MSG_ERRQUEUE), EAGAIN);
    struct iovec part = {data, sizeof data};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    CHECK_ERROR(recvmsg(internet, &message, MSG_ERRQUEUE), EAGAIN);
    message.msg_namelen = -1;
    message.msg_name = data;
    CHECK_ERROR(recvmsg(internet, &message, MSG_ERRQUEUE), EINVAL);
    close(internet);
}

static void splicing(void) {
    int ends[2];
    CHECK(pipe(ends) == 0 && write(ends[1], "some", 4) == 4);
    const int file = open("file", O_RDWR | O_CREAT, 0600), end = open("file", O_RDWR | O_APPEND);
    const int writes = open("file", O_WRONLY), reads = open("file", O_RDONLY);
    const int directory = open(".", O_RDONLY);
    CHECK(write(file, "file", 4) == 4 && lseek(file, 0, SEEK_SET) == 0);
    CHECK_ERROR(splice(file, NULL, ends[0], NULL, 4, 0), EBADF);
    CHECK_ERROR(splice(ends[1], NULL, file, NULL, 4, 0), EBADF);
    CHECK_ERROR(splice(writes, NULL, ends[1], NULL, 4, 0), EBADF);
    CHECK_ERROR(splice(ends[0], NULL, reads, NULL, 4, 0), EBADF);
    CHECK_ERROR(splice(ends[0], NULL, end, NULL, 4, 0), EINVAL);
    CHECK_ERROR(splice(directory, NULL, ends[1], NULL, 4, 0), EINVAL);
    CHECK_ERROR(splice(ends[0], NULL, directory, NULL, 4, 0), EBADF);
    CHECK(splice(file, NULL, ends[0], NULL, 0, 0) == 0);
    CHECK(splice(file, NULL, ends[1], NULL, 4, 0) == 4);
    CHECK(splice(ends[0], NULL, writes, NULL, 8, 0) == 8);
    close(ends[0]), close(ends[1]), close(file), close(end), close(writes), close(reads);
    close(directory);
    unlink("file");
}

static void others(void) {
    CHECK_ERROR(mmap(NULL, 0, PROT_READ, MAP_SHARED, 99, 0), EBADF);
    CHECK_ERROR(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 99, 0), EBADF);
    CHECK_ERROR(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), EINVAL);
    // SIGEV_THREAD is the C library's: the call sends the signal.
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_signo = SIGUSR1};
    int timer = -1;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    CHECK(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) == 0);
    const struct itimerspec soon = {.it_value = {0, 1000000}};
    CHECK(syscall(SYS_timer_settime, timer, 0, &soon, NULL) == 0);
    CHECK(sigwaitinfo(&set, NULL) == SIGUSR1);
    CHECK(syscall(SYS_timer_delete, timer) == 0);
    event.sigev_notify = 3;
    CHECK_ERROR(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer), EINVAL);
}

#ifndef FICLONE
#define FICLONE _IOW(0x94, 9, int)
#endif

static void cloning(void) {
    const int to = open("to", O_RDWR | O_CREAT, 0600), from = open("from", O_RDWR | O_CREAT, 0600);
    const int directory = open(".", O_RDONLY);
    int ends[2];
    CHECK(pipe(ends) == 0);
    CHECK_ERROR(ioctl(to, FICLONE, from), EOPNOTSUPP);
    CHECK_ERROR(ioctl(to, FICLONE, 99), EBADF);
    CHECK(ioctl(to, FICLONE, directory) == -1 && (errno == EISDIR || errno == EXDEV));
    CHECK(ioctl(to, FICLONE, ends[0]) == -1 && (errno == EINVAL || errno == EXDEV));
    close(to), close(from), close(directory), close(ends[0]), close(ends[1]);
    unlink("to");
    unlink("from");
}

int main(void) {
    cloning();
    names();
    sockets();
    splicing();
    others();
    return finish();
}
