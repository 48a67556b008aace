/* Pseudo-terminals: both ends, sessions, sizes, flow control, hanging up. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void show(const char *what, const char *bytes, ssize_t count) {
    printf("%s: %d", what, (int)count);
    if (count < 0) printf(" %s", strerror(errno));
    for (ssize_t i = 0; i < count; i++)
        if (bytes[i] >= ' ' && bytes[i] < 127)
            printf("%s%c", i ? "" : " ", bytes[i]);
        else
            printf("%s\\%03o", i ? "" : " ", (unsigned char)bytes[i]);
    printf("\n");
    fflush(stdout);
}

static void read_from(const char *what, int fd) {
    char buffer[256];
    show(what, buffer, read(fd, buffer, sizeof buffer));
}

/* What comes may come in parts. */
static void read_all(const char *what, int fd, size_t size) {
    char buffer[256];
    size_t got = 0;
    while (got < size) {
        const ssize_t n = read(fd, buffer + got, sizeof buffer - got);
        if (n <= 0) break;
        got += (size_t)n;
    }
    show(what, buffer, (ssize_t)got);
}

static int ready(int fd, short events) {
    struct pollfd p = {fd, events, 0};
    poll(&p, 1, 0);
    return p.revents;
}

static void raw(int fd, int minimum, int tenths) {
    struct termios t;
    tcgetattr(fd, &t);
    cfmakeraw(&t);
    t.c_cc[VMIN] = (cc_t)minimum;
    t.c_cc[VTIME] = (cc_t)tenths;
    tcsetattr(fd, TCSANOW, &t);
}

static int open_master(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0) {
        perror("posix_openpt");
        exit(1);
    }
    return master;
}

static int open_pair(int *master) {
    *master = open_master();
    grantpt(*master);
    unlockpt(*master);
    return open(ptsname(*master), O_RDWR | O_NOCTTY);
}

static void names(void) {
    struct stat node, slave_status, master_status;
    int master = open_master(), slave, second;
    char *name, found[64] = "";
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    show("locked", "", slave);
    printf("grant %d unlock %d\n", grantpt(master), unlockpt(master));
    name = ptsname(master);
    slave = open(name, O_RDWR | O_NOCTTY);
    printf("name %d isatty %d %d ttyname %d\n", strncmp(name, "/dev/pts/", 9) == 0, isatty(master),
           isatty(slave), ttyname(slave) && strcmp(ttyname(slave), name) == 0);
    stat(name, &node);
    fstat(slave, &slave_status);
    fstat(master, &master_status);
    printf("%o %u same %d major %u %u\n", node.st_mode & ~(mode_t)070, node.st_uid,
           node.st_ino == slave_status.st_ino && node.st_dev == slave_status.st_dev &&
               node.st_rdev == slave_status.st_rdev,
           major(node.st_rdev), major(master_status.st_rdev));
    second = open_master();
    printf("another %d\n",
           strcmp(ptsname(second), ptsname_r(master, found, sizeof found) ? "" : found) != 0);
    close(second);
    strcpy(found, name);
    close(slave);
    close(master);
    show("gone", "", stat(found, &node));
}

static void lines(void) {
    int master, slave = open_pair(&master);
    struct winsize size = {24, 80, 0, 0};
    int waiting;
    printf("ready %x %x\n", ready(master, POLLIN | POLLOUT), ready(slave, POLLIN | POLLOUT));
    write(master, "on", 2);
    read_all("echo", master, 2);
    printf("half a line: %x\n", ready(slave, POLLIN));
    write(master, "e\x7f\x7fly\n", 6);
    printf("a line: %x\n", ready(slave, POLLIN));
    ioctl(slave, FIONREAD, &waiting);
    printf("waiting %d\n", waiting);
    read_from("line", slave);
    read_all("echo", master, 11);
    write(slave, "out\n", 4);
    read_all("output", master, 5);
    write(master, "end\x04\x04", 5);
    read_from("end", slave);
    read_from("end", slave);
    read_all("echo", master, 3);
    printf("size %d %d %d\n", ioctl(master, TIOCSWINSZ, &size), ioctl(slave, TIOCGWINSZ, &size),
           size.ws_col);
    fcntl(master, F_SETFL, O_NONBLOCK);
    read_from("nothing", master);
    close(slave);
    read_from("closed", master);
    printf("hang-up: %x\n", ready(master, POLLIN));
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    read_from("open again", master);
    close(master);
    read_from("no master", slave);
    show("no master", "", write(slave, "x", 1));
    printf("hang-up: %x\n", ready(slave, POLLIN | POLLOUT));
    close(slave);
}

static void limits(void) {
    int master, slave = open_pair(&master);
    char block[4096];
    long sent = 0, got = 0;
    ssize_t n;
    raw(slave, 0, 1);
    read_from("time over", slave);
    write(master, "ab", 2);
    read_from("at once", slave);
    raw(slave, 4, 1);
    write(master, "xyz", 3);
    read_from("between bytes", slave);
    raw(slave, 1, 0);
    memset(block, 'z', sizeof block);
    fcntl(master, F_SETFL, O_NONBLOCK);
    while ((n = write(master, block, sizeof block)) > 0) sent += n;
    printf("full: %s\n", strerror(errno));
    fcntl(slave, F_SETFL, O_NONBLOCK);
    while ((n = read(slave, block, sizeof block)) > 0) got += n;
    printf("nothing lost: %d\n", sent == got && got >= 4000);
    sent = got = 0;
    while ((n = write(slave, block, sizeof block)) > 0) sent += n;
    while ((n = read(master, block, sizeof block)) > 0) got += n;
    printf("nor the other way: %d\n", sent == got && got >= 2000);
    close(slave);
    close(master);
}

static void stream(void) {
    int master, slave = open_pair(&master), status;
    char block[1000];
    long total = 0;
    ssize_t n;
    raw(slave, 1, 0);
    pid_t child = fork();
    if (child == 0) {
        close(master);
        memset(block, 'q', sizeof block);
        for (int i = 0; i < 100; i++)
            for (ssize_t at = 0; at < 1000; at += n)
                if ((n = write(slave, block + at, (size_t)(1000 - at))) < 0) _exit(1);
        _exit(0);
    }
    close(slave);
    while ((n = read(master, block, sizeof block)) > 0) total += n;
    printf("stream %ld, then %s\n", total, strerror(errno));
    waitpid(child, &status, 0);
    close(master);
}

static void heard(int signal) {
    const char *text = signal == SIGWINCH ? "winch\n" : signal == SIGINT ? "int\n" : "hup\n";
    write(1, text, strlen(text));
    if (signal == SIGHUP) _exit(7);
}

static void session(void) {
    int master, slave = open_pair(&master), status;
    struct winsize size = {30, 90, 0, 0};
    int told[2];
    pipe(told);
    pid_t child = fork();
    if (child == 0) {
        char *name = ptsname(master);
        close(slave);
        setsid();
        signal(SIGWINCH, heard);
        signal(SIGINT, heard);
        signal(SIGHUP, heard);
        dup2(told[1], 1);
        slave = open(name, O_RDWR);
        int tty = open("/dev/tty", O_RDWR);
        struct stat a, b;
        fstat(tty, &a);
        fstat(slave, &b);
        dprintf(1, "leader %d %d tty %d\n", tcgetpgrp(slave) == getpid(),
                tcgetsid(slave) == getpid(), tty >= 0);
        const int nobody = tcsetpgrp(slave, 4000000) == -1 ? errno : 0;
        const int other = tcsetpgrp(slave, getppid()) == -1 ? errno : 0;
        dprintf(1, "no group %d, other session %d\n", nobody == ESRCH, other == EPERM);
        close(tty);
        close(master);
        close(told[0]);
        for (;;) pause();
    }
    close(told[1]);
    FILE *hear = fdopen(told[0], "r");
    char line[100];
    if (fgets(line, sizeof line, hear)) printf("%s", line);
    if (fgets(line, sizeof line, hear)) printf("%s", line);
    /* The child has opened /dev/tty when it says so; it waits in pause, or soon will. */
    ioctl(master, TIOCSWINSZ, &size);
    if (fgets(line, sizeof line, hear)) printf("%s", line);
    write(master, "\x03", 1);
    if (fgets(line, sizeof line, hear)) printf("%s", line);
    printf("foreground %d\n", tcgetpgrp(master) == child);
    read_from("echo", master);
    close(master);
    if (fgets(line, sizeof line, hear)) printf("%s", line);
    waitpid(child, &status, 0);
    printf("status %d\n", WEXITSTATUS(status));
    read_from("after", slave);
    fclose(hear);
    close(slave);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    names();
    lines();
    limits();
    stream();
    session();
    return 0;
}
