// glibc
/* inotify: what is told, in which order, by whom; merging, one shot, ends of watches, waiting. */
#include "posix_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int queue;

/* Events in the order they come, cookies by whether they are the one before. */
static void show(const char *after) {
    char buffer[8192] __attribute__((aligned(8)));
    static uint32_t cookie;
    printf("%s:", after);
    const ssize_t size = read(queue, buffer, sizeof buffer);
    if (size < 0) printf(" %s", errno == EAGAIN ? "nothing" : strerror(errno));
    for (ssize_t at = 0; at < size;) {
        const struct inotify_event *event = (const void *)(buffer + at);
        printf(" [%d %x %s%s]", event->wd, event->mask, event->len != 0 ? event->name : "-",
               event->cookie == 0        ? ""
               : event->cookie == cookie ? " same"
                                         : " move");
        CHECK(event->len % sizeof *event == 0);
        cookie = event->cookie;
        at += (ssize_t)(sizeof *event + event->len);
    }
    printf("\n");
}

static void put(const char *path, const char *text, int flags) {
    const int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    CHECK(close(fd) == 0);
}

static void directory(void) {
    char byte;
    CHECK(mkdir("d", 0755) == 0);
    printf("watch %d\n", inotify_add_watch(queue, "d", IN_ALL_EVENTS));
    put("d/a", "text", O_EXCL);
    show("created");
    put("d/a", "t", O_TRUNC);
    show("truncated");
    int fd = open("d/a", O_RDWR);
    CHECK(read(fd, &byte, 1) == 1 && read(fd, &byte, 1) == 0);
    CHECK(pwrite(fd, "x", 1, 9) == 1 && ftruncate(fd, 3) == 0 && posix_fallocate(fd, 0, 50) == 0);
    CHECK(fchmod(fd, 0600) == 0 && futimens(fd, NULL) == 0);
    close(fd);
    show("used");
    CHECK(chmod("d/a", 0640) == 0 && chown("d/a", 0, 0) == 0 && truncate("d/a", 1) == 0);
    const struct timespec only_access[2] = {{1, 0}, {0, UTIME_OMIT}};
    const struct timespec only_change[2] = {{0, UTIME_OMIT}, {1, 0}};
    CHECK(utimensat(AT_FDCWD, "d/a", only_access, 0) == 0);
    CHECK(utimensat(AT_FDCWD, "d/a", only_change, 0) == 0);
    show("attributes");
    CHECK(link("d/a", "d/l") == 0 && symlink("a", "d/s") == 0 && mkfifo("d/p", 0600) == 0);
    CHECK(mkdir("d/m", 0700) == 0 && rmdir("d/m") == 0);
    show("made");
    CHECK(rename("d/a", "d/b") == 0 && rename("d/b", "out") == 0 && rename("out", "d/in") == 0);
    /* Two names of one file: nothing happens. */
    CHECK(rename("d/in", "d/l") == 0 && unlink("d/in") == 0);
    put("d/y", "", 0);
    CHECK(rename("d/y", "d/l") == 0);
    show("moved");
    put("d/z", "z", 0);
    CHECK(syscall(SYS_renameat2, AT_FDCWD, "d/z", AT_FDCWD, "d/s", 2) == 0);
    show("exchanged");
    DIR *list = opendir("d");
    while (readdir(list) != NULL) {
    }
    closedir(list);
    show("listed");
    CHECK(unlink("d/l") == 0 && unlink("d/s") == 0 && unlink("d/z") == 0 && unlink("d/p") == 0);
    show("removed");
    const int path_only = open("d", O_PATH);
    close(path_only);
    show("path only");
    CHECK(rename("d", "e") == 0 && rmdir("e") == 0);
    show("itself");
}

static void single(void) {
    put("f", "text", 0);
    const int watch = inotify_add_watch(queue, "f", IN_ALL_EVENTS);
    CHECK(inotify_add_watch(queue, "f", IN_ATTRIB | IN_DELETE_SELF | IN_MASK_ADD) == watch);
    CHECK_ERROR(inotify_add_watch(queue, "f", IN_ATTRIB | IN_MASK_CREATE), EEXIST);
    CHECK(link("f", "g") == 0 && rename("f", "h") == 0 && unlink("g") == 0);
    show("single");
    CHECK(inotify_add_watch(queue, "h", IN_ATTRIB | IN_DELETE_SELF) == watch);
    const int fd = open("h", O_RDWR);
    CHECK(write(fd, "other", 5) == 5);
    CHECK(unlink("h") == 0);
    show("unlinked");
    close(fd);
    show("closed");
    CHECK_ERROR(inotify_rm_watch(queue, watch), EINVAL);
}

static void watches(void) {
    CHECK(mkdir("w", 0755) == 0);
    const int once = inotify_add_watch(queue, "w", IN_CREATE | IN_ONESHOT);
    put("w/1", "", 0);
    put("w/2", "", 0);
    show("once");
    const int next = inotify_add_watch(queue, "w", IN_CREATE);
    CHECK(next == once + 1);
    put("w/3", "", 0);
    CHECK(inotify_rm_watch(queue, next) == 0);
    put("w/4", "", 0);
    show("ended");
    CHECK_ERROR(inotify_rm_watch(queue, next), EINVAL);
    CHECK_ERROR(inotify_rm_watch(1, next), EINVAL);
    CHECK_ERROR(inotify_rm_watch(99, next), EBADF);
    CHECK_ERROR(inotify_add_watch(1, "w", IN_CREATE), EINVAL);
    CHECK_ERROR(inotify_add_watch(99, "w", IN_CREATE), EBADF);
    CHECK_ERROR(inotify_add_watch(queue, "w", 0), EINVAL);
    CHECK_ERROR(inotify_add_watch(queue, "none", IN_CREATE), ENOENT);
    CHECK_ERROR(inotify_add_watch(queue, "w/1", IN_CREATE | IN_ONLYDIR), ENOTDIR);
    CHECK_ERROR(inotify_add_watch(queue, (char *)8, IN_CREATE), EFAULT);
    CHECK_ERROR(inotify_init1(1), EINVAL);
    /* A second queue hears the same. */
    const int first = queue;
    const int dangling = symlink("nowhere", "w/link");
    CHECK(dangling == 0);
    queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    CHECK(fcntl(queue, F_GETFD) == FD_CLOEXEC);
    CHECK(inotify_add_watch(queue, "w/link", IN_DELETE_SELF | IN_DONT_FOLLOW) == 1);
    CHECK(inotify_add_watch(queue, "w", IN_DELETE) == 2);
    CHECK(inotify_add_watch(first, "w", IN_DELETE) > 0);
    CHECK(unlink("w/link") == 0);
    show("second");
    close(queue);
    queue = first;
    show("first");
}

static void waiting(void) {
    char small[16];
    const int changes = inotify_add_watch(queue, "w", IN_CREATE);
    CHECK(changes > 0);
    struct pollfd entry = {queue, POLLIN, 0};
    CHECK(poll(&entry, 1, 0) == 0);
    const int set = epoll_create1(0);
    struct epoll_event wanted = {.events = EPOLLIN}, got;
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, queue, &wanted) == 0);
    CHECK(epoll_wait(set, &got, 1, 0) == 0);
    const pid_t child = fork();
    if (child == 0) {
        put("w/from-child", "", 0);
        _exit(0);
    }
    CHECK(poll(&entry, 1, -1) == 1 && entry.revents == POLLIN);
    CHECK(epoll_wait(set, &got, 1, -1) == 1);
    int left = 0;
    CHECK(ioctl(queue, FIONREAD, &left) == 0 && left == 32);
    CHECK_ERROR(read(queue, small, sizeof small), EINVAL);
    CHECK_ERROR(write(queue, small, sizeof small), EBADF);
    CHECK(fcntl(queue, F_SETFL, 0) == 0);
    show("waited");
    CHECK(waitpid(child, NULL, 0) == child);
    const pid_t late = fork();
    if (late == 0) {
        usleep(20000);
        put("w/late", "", 0);
        _exit(0);
    }
    show("blocked");
    CHECK(waitpid(late, NULL, 0) == late);
    CHECK(fcntl(queue, F_SETFL, O_NONBLOCK) == 0);
    close(set);
}

/* The queue is bounded, and says when it was too small. */
static void overflow(void) {
    char buffer[65536] __attribute__((aligned(8)));
    CHECK(mkdir("o", 0755) == 0);
    const int watch = inotify_add_watch(queue, "o", IN_OPEN | IN_CLOSE);
    const int fd = open("o/f", O_CREAT | O_WRONLY, 0600);
    close(fd);
    for (int i = 0; i < 9000; i++) {
        const int again = open("o/f", O_RDONLY);
        close(again);
    }
    unsigned events = 0, lost = 0;
    ssize_t size;
    while ((size = read(queue, buffer, sizeof buffer)) > 0)
        for (ssize_t at = 0; at < size;) {
            const struct inotify_event *event = (const void *)(buffer + at);
            events++;
            lost += event->mask == IN_Q_OVERFLOW && event->wd == -1;
            at += (ssize_t)(sizeof *event + event->len);
        }
    CHECK(events == 16385 && lost == 1);
    CHECK(inotify_rm_watch(queue, watch) == 0);
}

int main(void) {
    queue = inotify_init1(IN_NONBLOCK);
    CHECK(queue >= 0);
    show("at first");
    directory();
    single();
    watches();
    waiting();
    show("then");
    overflow();
    return finish();
}
