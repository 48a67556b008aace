/* Packet mode: what the master of a pseudo-terminal hears besides output. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int master, slave;

/* What is there to be read now, one read after another. */
static void show(const char *what) {
    printf("%s:", what);
    for (;;) {
        struct pollfd p = {master, POLLIN | POLLPRI, 0};
        if (poll(&p, 1, 0) != 1) break;
        char bytes[16];
        const ssize_t got = read(master, bytes, sizeof bytes);
        printf(" %s[", p.revents & POLLPRI ? "!" : "");
        for (ssize_t i = 0; i < got; i++)
            printf(bytes[i] > ' ' ? "%c" : "\\%o", (unsigned char)bytes[i]);
        printf("]");
    }
    printf("\n");
}

static void packets(int on) { printf("packets %d: %d\n", on, ioctl(master, TIOCPKT, &on)); }

static void keys(cc_t stop, tcflag_t flow) {
    struct termios t;
    tcgetattr(slave, &t);
    t.c_cc[VSTOP] = stop;
    t.c_iflag = (t.c_iflag & ~(tcflag_t)IXON) | flow;
    tcsetattr(slave, TCSANOW, &t);
}

int main(void) {
    signal(SIGTTOU, SIG_IGN);
    master = posix_openpt(O_RDWR | O_NOCTTY);
    grantpt(master);
    unlockpt(master);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    struct termios t;
    tcgetattr(slave, &t);
    t.c_oflag &= ~(tcflag_t)OPOST;
    t.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(slave, TCSANOW, &t);

    write(slave, "plain", 5);
    show("without");
    tcflush(slave, TCIOFLUSH);
    packets(1);
    int on = 0;
    printf("asked %d", ioctl(master, TIOCGPKT, &on));
    printf(" %d\n", on);
    show("nothing of before");
    write(slave, "data", 4);
    show("data");
    write(slave, "long enough for two reads", 25);
    show("parts");
    tcflush(slave, TCIFLUSH);
    show("flushed input");
    tcflush(slave, TCOFLUSH);
    show("flushed output");
    tcflush(slave, TCIOFLUSH);
    show("flushed both");
    tcflow(slave, TCOOFF);
    show("stopped");
    tcflow(slave, TCOOFF);
    show("stopped again");
    tcflow(slave, TCOON);
    show("started");
    tcflow(slave, TCOOFF);
    tcflow(slave, TCOON);
    show("stopped and started");
    write(master, "\023", 1);
    show("typed stop");
    write(master, "\021", 1);
    show("typed start");
    write(master, "\003", 1);
    show("interrupt");
    keys(0, IXON);
    show("other keys");
    keys(023, IXON);
    show("usual keys");
    keys(023, 0);
    show("no flow control");
    keys(023, 0);
    show("the same");
    tcflush(slave, TCIFLUSH);
    write(slave, "x", 1);
    show("status first");
    packets(0);
    write(slave, "plain", 5);
    tcflush(slave, TCIFLUSH);
    show("without");
    packets(1);
    close(slave);
    char byte;
    errno = 0;
    printf("closed: %zd %s\n", read(master, &byte, 1), strerror(errno));
    return 0;
}
