/* Pipes of another size, pipes of packets, and copies from pipe to pipe (tee). */
#include "posix_test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

static char big[70000], found[70000];

static void sizes(void) {
    int ends[2];
    CHECK(pipe2(ends, O_NONBLOCK) == 0);
    CHECK(fcntl(ends[0], F_GETPIPE_SZ) == 65536);
    CHECK(fcntl(ends[1], F_SETPIPE_SZ, 1) == 4096 && fcntl(ends[0], F_GETPIPE_SZ) == 4096);
    CHECK(write(ends[1], big, sizeof big) == 4096);
    CHECK_ERROR(write(ends[1], big, 1), EAGAIN);
    CHECK(fcntl(ends[1], F_SETPIPE_SZ, 5000) == 8192 && write(ends[1], big, sizeof big) == 4096);
    CHECK_ERROR(fcntl(ends[1], F_SETPIPE_SZ, 4096), EBUSY);
    CHECK(fcntl(ends[1], F_SETPIPE_SZ, 100000) == 131072);
    CHECK(read(ends[0], found, sizeof found) == 8192 && memcmp(found, big, 4096) == 0);
    CHECK_ERROR(fcntl(ends[0], F_SETPIPE_SZ, -1), EINVAL);
    const int file = open("f", O_RDWR | O_CREAT, 0600);
    CHECK_ERROR(fcntl(file, F_GETPIPE_SZ), EBADF);
    CHECK_ERROR(fcntl(file, F_SETPIPE_SZ, 4096), EBADF);
    close(file);
    close(ends[0]);
    close(ends[1]);
}

static void packets(void) {
    int ends[2];
    CHECK(pipe2(ends, O_DIRECT | O_NONBLOCK) == 0);
    CHECK((fcntl(ends[1], F_GETFL) & O_DIRECT) != 0);
    CHECK(write(ends[1], "one", 3) == 3 && write(ends[1], "second", 6) == 6 &&
          write(ends[1], "3", 1) == 1);
    CHECK(read(ends[0], found, 100) == 3 && memcmp(found, "one", 3) == 0);
    CHECK(read(ends[0], found, 2) == 2 && memcmp(found, "se", 2) == 0);
    CHECK(read(ends[0], found, 100) == 1 && found[0] == '3');
    CHECK_ERROR(read(ends[0], found, 100), EAGAIN);
    /* More than a page are several. */
    CHECK(write(ends[1], big, 5000) == 5000);
    CHECK(read(ends[0], found, 10000) == 4096 && read(ends[0], found, 10000) == 904);
    int count = 0;
    while (write(ends[1], "x", 1) == 1) count++;
    CHECK(errno == EAGAIN && count == 16);
    struct pollfd entry = {ends[1], POLLOUT, 0};
    CHECK(poll(&entry, 1, 0) == 0);
    CHECK(read(ends[0], found, 1) == 1 && poll(&entry, 1, 0) == 1);
    /* A pipe that becomes one of packets keeps what it had. */
    while (read(ends[0], found, 1) == 1) {
    }
    CHECK(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 && write(ends[1], "ab", 2) == 2 &&
          write(ends[1], "cd", 2) == 2);
    CHECK(fcntl(ends[1], F_SETFL, O_NONBLOCK | O_DIRECT) == 0 && write(ends[1], "ef", 2) == 2);
    CHECK(read(ends[0], found, 4) == 4 && memcmp(found, "abcd", 4) == 0);
    CHECK(read(ends[0], found, 100) == 2 && memcmp(found, "ef", 2) == 0);
    close(ends[1]);
    CHECK(read(ends[0], found, 100) == 0);
    close(ends[0]);
}

static void copies(void) {
    int a[2], b[2];
    CHECK(pipe(a) == 0 && pipe(b) == 0);
    CHECK_ERROR(tee(a[0], b[1], 100, SPLICE_F_NONBLOCK), EAGAIN);
    CHECK(write(a[1], "copied", 6) == 6);
    CHECK(tee(a[0], b[1], 4, 0) == 4 && tee(a[0], b[1], 100, SPLICE_F_NONBLOCK) == 6);
    CHECK(read(b[0], found, 100) == 10 && memcmp(found, "copicopied", 10) == 0);
    CHECK(read(a[0], found, 100) == 6 && memcmp(found, "copied", 6) == 0);
    CHECK(tee(a[0], b[1], 0, 0) == 0);
    CHECK_ERROR(tee(a[0], a[1], 10, 0), EINVAL);
    CHECK_ERROR(tee(0, b[1], 10, 0), EINVAL);
    CHECK_ERROR(tee(a[1], b[1], 10, 0), EBADF);
    CHECK_ERROR(tee(a[0], b[0], 10, 0), EBADF);
    CHECK_ERROR(tee(99, b[1], 10, 0), EBADF);
    CHECK_ERROR(tee(a[0], b[1], 10, 64), EINVAL);
    const pid_t child = fork();
    if (child == 0) _exit(write(a[1], "later", 5) == 5 ? 0 : 1);
    CHECK(tee(a[0], b[1], 100, 0) == 5 && read(b[0], found, 100) == 5 &&
          memcmp(found, "later", 5) == 0);
    CHECK(waitpid(child, NULL, 0) == child && read(a[0], found, 100) == 5);
    signal(SIGPIPE, SIG_IGN);
    close(b[0]);
    CHECK(write(a[1], "x", 1) == 1);
    CHECK_ERROR(tee(a[0], b[1], 1, 0), EPIPE);
    CHECK(read(a[0], found, 100) == 1);
    close(a[1]);
    close(b[1]);
    CHECK(pipe(b) == 0 && tee(a[0], b[1], 100, 0) == 0);
}

int main(void) {
    for (unsigned i = 0; i < sizeof big; i++) big[i] = (char)(i * 7);
    sizes();
    packets();
    copies();
    unlink("f");
    return finish();
}
