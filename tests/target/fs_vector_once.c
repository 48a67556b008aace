/* readv and writev are one transfer: nothing is waited for twice, a datagram stays one, and what a
 * bad buffer could not take is still there. */
#include "posix_test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char found[20000], bytes[20000];

/* A pipe that holds exactly the first piece, then more than one message. */
static void pipes(void) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct iovec room[] = {{found, 4}, {NULL, 0}, {found + 4, 4}};
    CHECK(write(ends[1], "abcd", 4) == 4);
    CHECK(readv(ends[0], room, 3) == 4 && memcmp(found, "abcd", 4) == 0);
    CHECK(write(ends[1], "abcdef", 6) == 6);
    CHECK(readv(ends[0], room, 3) == 6 && memcmp(found, "abcdef", 6) == 0);
    struct iovec large[] = {{found, 5000}, {found + 5000, 10000}};
    CHECK(write(ends[1], bytes, 5000) == 5000);
    CHECK(readv(ends[0], large, 2) == 5000 && memcmp(found, bytes, 5000) == 0);
    CHECK(readv(ends[0], large, 0) == 0);
    CHECK_ERROR(preadv(ends[0], large, 2, 0), ESPIPE);
    close(ends[0]);
    close(ends[1]);
}

static void datagrams(void) {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
    struct iovec parts[] = {{"abc", 3}, {"defgh", 5}}, room[] = {{found, 4}, {found + 4, 10}};
    CHECK(writev(ends[0], parts, 2) == 8 && write(ends[0], "second", 6) == 6);
    CHECK(readv(ends[1], room, 2) == 8 && memcmp(found, "abcdefgh", 8) == 0);
    CHECK(readv(ends[1], room, 2) == 6 && memcmp(found, "second", 6) == 0);
    struct iovec long_parts[] = {{bytes, 5000}, {bytes + 5000, 3000}};
    struct iovec long_room[] = {{found, 6000}, {found + 6000, 6000}};
    CHECK(writev(ends[0], long_parts, 2) == 8000);
    CHECK(readv(ends[1], long_room, 2) == 8000 && memcmp(found, bytes, 8000) == 0);
    CHECK_ERROR(recv(ends[1], found, 1, MSG_DONTWAIT), EAGAIN);
    close(ends[1]);
    signal(SIGPIPE, SIG_IGN);
    CHECK_ERROR(writev(ends[0], parts, 2), ECONNREFUSED);
    close(ends[0]);
}

static void bad_buffers(void) {
    const long page = sysconf(_SC_PAGESIZE);
    char *unwritable = mmap(NULL, (size_t)page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int ends[2];
    CHECK(pipe2(ends, O_NONBLOCK) == 0);
    struct iovec bad = {unwritable, 8};
    CHECK_ERROR(read(ends[0], unwritable, 8), EAGAIN);
    CHECK(write(ends[1], "12345678", 8) == 8);
    CHECK_ERROR(read(ends[0], unwritable, 8), EFAULT);
    CHECK_ERROR(readv(ends[0], &bad, 1), EFAULT);
    CHECK_ERROR(vmsplice(ends[0], &bad, 1, 0), EFAULT);
    CHECK(read(ends[0], found, 20) == 8 && memcmp(found, "12345678", 8) == 0);
    close(ends[1]);
    CHECK(read(ends[0], unwritable, 8) == 0);
    close(ends[0]);
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && write(ends[1], "stream", 6) == 6);
    CHECK_ERROR(read(ends[0], unwritable, 8), EFAULT);
    CHECK(read(ends[0], found, 20) == 6 && memcmp(found, "stream", 6) == 0);
    close(ends[0]);
    close(ends[1]);
    /* A file's position stays where it was. */
    const int file = open("file", O_RDWR | O_CREAT, 0600);
    CHECK(write(file, bytes, sizeof bytes) == (ssize_t)sizeof bytes);
    CHECK(lseek(file, 5, SEEK_SET) == 5);
    CHECK_ERROR(read(file, unwritable, 8), EFAULT);
    CHECK_ERROR(read(file, unwritable, 19000), EFAULT);
    CHECK(lseek(file, 0, SEEK_CUR) == 5);
    close(file);
    unlink("file");
}

int main(void) {
    for (int i = 0; i < (int)sizeof bytes; i++) bytes[i] = (char)(i * 7 + i / 256);
    pipes();
    datagrams();
    bad_buffers();
    return finish();
}
