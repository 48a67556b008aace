// Record locks and flock.
#include <sys/file.h>
#include <sys/wait.h>

#include "fs_test.h"

static int lock(int fd, int command, short type, off_t start, off_t length) {
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    return fcntl(fd, command, &l);
}

static void show_holder(int fd, short type, off_t start, off_t length, pid_t expected) {
    struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    if (fcntl(fd, F_GETLK, &l) < 0)
        printf("F_GETLK: %s\n", error_name(errno));
    else if (l.l_type == F_UNLCK)
        puts("F_GETLK: free");
    else
        printf("F_GETLK: %s %lld %lld by the expected process: %d\n",
               l.l_type == F_RDLCK ? "read" : "write", (long long)l.l_start, (long long)l.l_len,
               l.l_pid == expected);
}

/** Runs `step` in a child with the file opened anew, and waits. */
static void in_child(void (*step)(int fd)) {
    fflush(stdout);
    if (fork() == 0) {
        step(open("f", O_RDWR));
        fflush(stdout);
        _exit(0);
    }
    wait(0);
}

static void probe(int fd) {
    show_holder(fd, F_WRLCK, 0, 5, getppid());
    show_holder(fd, F_WRLCK, 20, 0, getppid());
    SHOW(lock(fd, F_SETLK, F_RDLCK, 0, 5));
    SHOW(lock(fd, F_SETLK, F_WRLCK, 15, 2));
    SHOW(lock(fd, F_SETLK, F_WRLCK, 10, 5));
}
static void probe_whole(int fd) { SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 0)); }
static void probe_flock(int fd) {
    SHOW(flock(fd, LOCK_SH | LOCK_NB));
    SHOW(flock(fd, LOCK_EX | LOCK_NB));
}

static void waiting(void) {
    puts("-- waiting");
    int turn[2];
    pipe(turn);
    const int fd = open("f", O_RDWR);
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 0));
    fflush(stdout);
    if (fork() == 0) {
        const int mine = open("f", O_RDWR);
        write(turn[1], "w", 1);
        SHOW(lock(mine, F_SETLKW, F_WRLCK, 0, 0));
        _exit(0);
    }
    char byte;
    read(turn[0], &byte, 1);
    usleep(50000);
    puts("giving up the lock");
    fflush(stdout);
    lock(fd, F_SETLK, F_UNLCK, 0, 0);
    wait(0);
    close(fd);
}

static void deadlock(void) {
    puts("-- deadlock");
    int turn[2];
    pipe(turn);
    const int fd = open("f", O_RDWR);
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 1));
    fflush(stdout);
    if (fork() == 0) {
        const int mine = open("f", O_RDWR);
        lock(mine, F_SETLK, F_WRLCK, 1, 1);
        write(turn[1], "w", 1);
        lock(mine, F_SETLKW, F_WRLCK, 0, 1);
        _exit(0);
    }
    char byte;
    read(turn[0], &byte, 1);
    usleep(100000);
    SHOW(lock(fd, F_SETLKW, F_WRLCK, 1, 1));
    close(fd);
    wait(0);
}

int main(void) {
    make_file("f", "some contents");
    const int fd = open("f", O_RDWR), second = open("f", O_RDONLY);
    puts("-- record locks");
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 10));
    SHOW(lock(fd, F_SETLK, F_RDLCK, 20, 0));
    SHOW(lock(second, F_SETLK, F_WRLCK, 30, 1));
    show_holder(fd, F_WRLCK, 0, 0, 0);
    in_child(probe);
    puts("-- closing any descriptor gives all up");
    close(second);
    in_child(probe_whole);
    puts("-- flock");
    SHOW(flock(fd, LOCK_SH));
    in_child(probe_flock);
    SHOW(flock(fd, LOCK_EX));
    in_child(probe_flock);
    SHOW(flock(fd, LOCK_UN));
    in_child(probe_flock);
    SHOW(flock(fd, 64));
    close(fd);
    waiting();
    deadlock();
    return 0;
}
