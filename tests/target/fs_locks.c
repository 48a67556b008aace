// Record locks and flock.
#include <signal.h>
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

/** Until the child does nothing but wait: what it asked for then lies with whoever is to answer. */
static void until_it_waits(pid_t child) {
    char path[32], text[256], *end;
    sprintf(path, "/proc/%d/stat", child);
    do {
        const int stat = open(path, O_RDONLY);
        const ssize_t count = read(stat, text, sizeof text - 1);
        close(stat);
        text[count > 0 ? count : 0] = 0;
        end = strrchr(text, ')');
    } while (end == NULL || end[2] != 'S');
}

static void waiting(void) {
    puts("-- waiting");
    int turn[2];
    pipe(turn);
    const int fd = open("f", O_RDWR);
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 0));
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        const int mine = open("f", O_RDWR);
        write(turn[1], "w", 1);
        SHOW(lock(mine, F_SETLKW, F_WRLCK, 0, 0));
        _exit(0);
    }
    char byte;
    read(turn[0], &byte, 1);
    until_it_waits(child);
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
    const pid_t child = fork();
    if (child == 0) {
        const int mine = open("f", O_RDWR);
        lock(mine, F_SETLK, F_WRLCK, 1, 1);
        write(turn[1], "w", 1);
        lock(mine, F_SETLKW, F_WRLCK, 0, 1);
        _exit(0);
    }
    char byte;
    read(turn[0], &byte, 1);
    until_it_waits(child);
    SHOW(lock(fd, F_SETLKW, F_WRLCK, 1, 1));
    close(fd);
    wait(0);
}

/** A process that holds two locks, until it is killed. */
static pid_t holder(short type, off_t first, off_t second) {
    int turn[2];
    pipe(turn);
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        const int mine = open("f", O_RDWR);
        lock(mine, F_SETLK, type, first, 3);
        lock(mine, F_SETLK, type, second, 3);
        write(turn[1], "h", 1);
        pause();
        _exit(0);
    }
    char byte;
    read(turn[0], &byte, 1);
    close(turn[0]), close(turn[1]);
    return child;
}

/** Where nothing is locked, only the type changes of what was asked. */
static void none_there(void) {
    puts("-- none there");
    const int fd = open("f", O_RDWR);
    struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_END, .l_start = -4, .l_len = 2};
    SHOW(fcntl(fd, F_GETLK, &l));
    printf("%d: %d %lld %lld\n", l.l_type == F_UNLCK, l.l_whence, (long long)l.l_start,
           (long long)l.l_len);
    close(fd);
}

static void first_of_several(void) {
    puts("-- the first of several");
    const int fd = open("f", O_RDWR);
    const pid_t one = holder(F_RDLCK, 40, 10), other = holder(F_RDLCK, 1, 60);
    show_holder(fd, F_WRLCK, 0, 0, one);
    show_holder(fd, F_WRLCK, 13, 0, one);
    show_holder(fd, F_WRLCK, 0, 10, other);
    show_holder(fd, F_WRLCK, 43, 0, other);
    kill(one, SIGKILL), kill(other, SIGKILL);
    while (wait(0) > 0) {
    }
    // One lock that is cut, and a part of it that becomes another.
    SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 30));
    SHOW(lock(fd, F_SETLK, F_UNLCK, 10, 10));
    SHOW(lock(fd, F_SETLK, F_RDLCK, 25, 10));
    SHOW(lock(fd, F_SETLK, F_WRLCK, 12, 2));
    fflush(stdout);
    if (fork() == 0) {
        const int mine = open("f", O_RDWR);
        for (off_t from = 0; from < 36; from += 6) show_holder(mine, F_WRLCK, from, 0, getppid());
        fflush(stdout);
        _exit(0);
    }
    wait(0);
    close(fd);
}

/** The circle closes only when a third process lets go of what was waited for first. */
static void late_deadlock(void) {
    puts("-- late deadlock");
    int turn[2], go[2], answer[2];
    pipe(turn), pipe(go), pipe(answer);
    const int fd = open("f", O_RDWR);
    lock(fd, F_SETLK, F_WRLCK, 0, 5);
    pid_t children[2];
    for (int i = 0; i < 2; ++i) {
        children[i] = fork();
        if (children[i] != 0) continue;
        const int mine = open("f", O_RDWR);
        lock(mine, F_SETLK, F_WRLCK, i == 0 ? 10 : 20, 5);
        char byte = 0;
        write(turn[1], &byte, 1);
        read(go[0], &byte, 1);
        const int taken =
            i == 0 ? lock(mine, F_SETLKW, F_WRLCK, 20, 5) : lock(mine, F_SETLKW, F_WRLCK, 0, 15);
        const int error = taken < 0 ? errno : 0;
        write(answer[1], &error, sizeof error);
        pause();
        _exit(0);
    }
    char bytes[2];
    read(turn[0], bytes, 1), read(turn[0], bytes, 1);
    write(go[1], bytes, 2);
    for (int i = 0; i < 2; ++i) until_it_waits(children[i]);
    lock(fd, F_SETLK, F_UNLCK, 0, 0);
    int error = -1;
    read(answer[0], &error, sizeof error);
    printf("waiting for both: %s\n", error ? error_name(error) : "locked");
    for (int i = 0; i < 2; ++i) kill(children[i], SIGKILL);
    while (wait(0) > 0) {
    }
    close(fd);
}

/** Who ends without closing gives up its locks, though its parent has the file open. */
static void end_of_holder(int fatal) {
    puts(fatal != 0 ? "-- a killed holder" : "-- end of the holder");
    int turn[2], go[2];
    pipe(turn), pipe(go);
    const int fd = open("f", O_RDWR);
    fflush(stdout);
    const pid_t holds = fork();
    if (holds == 0) {
        char byte = 0;
        lock(fd, F_SETLK, F_WRLCK, 0, 5);
        write(turn[1], &byte, 1);
        read(go[0], &byte, 1);
        _exit(0);
    }
    char byte = 0;
    read(turn[0], &byte, 1);
    const pid_t waits = fork();
    if (waits == 0) {
        write(turn[1], &byte, 1);
        _exit(lock(fd, F_SETLKW, F_WRLCK, 0, 5) < 0);
    }
    read(turn[0], &byte, 1);
    until_it_waits(waits);
    if (fatal != 0)
        kill(holds, fatal);
    else
        write(go[1], &byte, 1);
    int status = -1;
    waitpid(waits, &status, 0);
    printf("waited: %d\n", status);
    wait(0);
    show_holder(fd, F_WRLCK, 0, 0, 0);
    close(fd);
}

/** Who is killed while it waits gets nothing; who waits behind it does. */
static void killed_waiter(void) {
    puts("-- a killed waiter");
    int turn[2];
    pipe(turn);
    const int fd = open("f", O_RDWR);
    lock(fd, F_SETLK, F_WRLCK, 0, 0);
    fflush(stdout);
    pid_t children[2];
    for (int i = 0; i < 2; ++i) {
        children[i] = fork();
        char byte = 0;
        if (children[i] == 0) {
            write(turn[1], &byte, 1);
            _exit(lock(fd, F_SETLKW, F_WRLCK, 0, 0) < 0);
        }
        read(turn[0], &byte, 1);
        until_it_waits(children[i]);
    }
    kill(children[0], SIGKILL);
    int status = -1;
    waitpid(children[0], &status, 0);
    printf("killed: %d\n", status);
    lock(fd, F_SETLK, F_UNLCK, 0, 0);
    waitpid(children[1], &status, 0);
    printf("waited: %d\n", status);
    close(fd);
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
    none_there();
    end_of_holder(0);
    end_of_holder(SIGKILL);
    end_of_holder(SIGSEGV);
    killed_waiter();
    first_of_several();
    late_deadlock();
    return 0;
}
