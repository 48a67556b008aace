// glibc
/* /proc/self/fd/N and /dev/stdin open what the descriptor has open, anew. */
#include "posix_test.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

static int again(int fd, int flags) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, flags);
}

static void show(const char *what, int fd) {
    char bytes[32];
    errno = 0;
    const ssize_t got = read(fd, bytes, sizeof bytes);
    printf("%s: %d \"%.*s\"", what, (int)got, got > 0 ? (int)got : 0, bytes);
    if (got < 0) printf(" %s", strerror(errno));
    printf(" at %d\n", (int)lseek(fd, 0, SEEK_CUR));
}

static void reopened(const char *what, int fd) {
    printf("%s\n", what);
    write(fd, "content", 7);
    const int reader = again(fd, O_RDONLY);
    show("from the start", reader);
    errno = 0;
    printf("write %d %s\n", (int)write(reader, "x", 1), strerror(errno));
    const int appender = again(fd, O_WRONLY | O_APPEND);
    printf("append %d\n", (int)write(appender, "+", 1));
    printf("position %d\n", (int)lseek(fd, 0, SEEK_CUR));
    lseek(fd, 0, SEEK_SET);
    show("all", fd);
    struct stat a, b;
    fstat(fd, &a);
    fstat(reader, &b);
    printf("same %d\n", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
    close(again(fd, O_RDWR | O_TRUNC));
    fstat(fd, &a);
    printf("truncated %d\n", (int)a.st_size);
    errno = 0;
    printf("exclusive %d", again(fd, O_RDWR | O_CREAT | O_EXCL));
    printf(" %s\n", strerror(errno));
    errno = 0;
    printf("link %d", again(fd, O_RDONLY | O_NOFOLLOW));
    printf(" %s\n", strerror(errno));
    close(reader);
    close(appender);
    close(fd);
}

int main(void) {
    reopened("memory", memfd_create("name", 0));
    const int file = open("f", O_RDWR | O_CREAT | O_EXCL, 0600);
    unlink("f");
    reopened("no name", file);
    const int one_way = open("g", O_WRONLY | O_CREAT | O_EXCL, 0600);
    write(one_way, "gone", 4);
    const int other_way = again(one_way, O_RDONLY);
    show("the other way", other_way);
    unlink("g");
    mkdir("d", 0700);
    close(open("d/in", O_CREAT | O_WRONLY, 0600));
    const int folder = open("d", O_RDONLY | O_DIRECTORY), second = again(folder, O_RDONLY);
    printf("folder %d\n", faccessat(second, "in", F_OK, 0));
    unlink("d/in");
    rmdir("d");
    int ends[2];
    pipe(ends);
    write(ends[1], "piped", 5);
    show("pipe", again(ends[0], O_RDONLY));
    dup2(other_way, 0);
    lseek(0, 2, SEEK_SET);
    show("input", again(0, O_RDONLY));
    show("still", 0);
    errno = 0;
    printf("closed %d", again(99, O_RDONLY));
    printf(" %s\n", strerror(errno));
    return 0;
}
