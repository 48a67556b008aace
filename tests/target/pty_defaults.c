/* What a new pseudo-terminal is set to, and an end of file that is typed. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void typed(int master, int slave, const char *keys) {
    char line[32];
    struct pollfd reader = {.fd = slave, .events = POLLIN};
    if (write(master, keys, strlen(keys)) < 0) return;
    const int ready = poll(&reader, 1, 1000);
    const ssize_t size = ready > 0 ? read(slave, line, sizeof line) : -1;
    printf("%d %x: %zd\n", ready, reader.revents, size);
}

int main(void) {
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    struct termios t;
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) return 1;
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (tcgetattr(slave, &t) < 0) return 1;
    printf("%x %x %x %x\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
    for (int i = 0; i < 19; i++) printf("%d ", t.c_cc[i]);
    puts("");
    typed(master, slave, "line\n");
    typed(master, slave, "part\004");
    typed(master, slave, "\004");
    typed(master, slave, "more\n");
    return 0;
}
