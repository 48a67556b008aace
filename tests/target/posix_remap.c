// mremap of what is shared, and what it refuses. glibc
#include "posix_test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define PAGE 4096
static const char letters[] = "abcdefgh";

/** A file of pages full of letters. */
static int lettered(const char *path) {
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    char page[PAGE];
    for (int i = 0; i < 8; ++i) {
        memset(page, letters[i], PAGE);
        CHECK(write(fd, page, PAGE) == PAGE);
    }
    return fd;
}

static int shows(const char *at, int first, int count) {
    for (int i = 0; i < count; ++i)
        if (at[i * PAGE] != letters[first + i] || at[i * PAGE + PAGE - 1] != letters[first + i])
            return 0;
    return 1;
}

static char in_file(int fd, int page) {
    char c = 0;
    CHECK(pread(fd, &c, 1, page * PAGE) == 1);
    return c;
}

/** What is moved is still the file's, for a child as well. */
static void shared_file(const char *path) {
    const int fd = lettered(path);
    char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, PAGE);
    char *room = mmap(NULL, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *q = mremap(p, 4 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room);
    CHECK(q == room && shows(q, 1, 2));
    const pid_t child = fork();
    if (child == 0) {
        q[0] = 'B';
        q[PAGE] = 'C';
        _exit(0);
    }
    waitpid(child, NULL, 0);
    CHECK(q[0] == 'B' && in_file(fd, 1) == 'B' && q[PAGE] == 'C' && in_file(fd, 2) == 'C');
    CHECK(mremap(q, 2 * PAGE, PAGE, 0) == q && munmap(q, 4 * PAGE) == 0);
    // What it grows by is the file's, or it does not grow.
    p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 3 * PAGE);
    q = mremap(p, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE);
    CHECK(q == MAP_FAILED ? errno == ENOMEM && shows(p, 3, 2) : shows(q, 3, 4));
    close(fd);
    unlink(path);
}

static void shared_memory(void) {
    char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    p[0] = 1;
    char *room = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room) == room);
    const pid_t child = fork();
    if (child == 0) {
        room[PAGE] = 2;
        _exit(room[0] != 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0 && room[PAGE] == 2);
    CHECK(munmap(room, 2 * PAGE) == 0);
}

static void refused(void) {
    char *p = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    p[0] = 1;
    const int fixed = MREMAP_MAYMOVE | MREMAP_FIXED;
    CHECK_ERROR(mremap(p, 2 * PAGE, PAGE, fixed, p), EINVAL);
    CHECK_ERROR(mremap(p, 2 * PAGE, 2 * PAGE, fixed, p + PAGE), EINVAL);
    CHECK_ERROR(mremap(p + PAGE, 2 * PAGE, 2 * PAGE, fixed, p), EINVAL);
    CHECK_ERROR(mremap(p, 0, PAGE, MREMAP_MAYMOVE), EINVAL);
    CHECK(munmap(p + 4 * PAGE, PAGE) == 0);
    CHECK_ERROR(mremap(p, 8 * PAGE, 16 * PAGE, MREMAP_MAYMOVE), EFAULT);
    CHECK_ERROR(mremap(p + 4 * PAGE, PAGE, PAGE, MREMAP_MAYMOVE), EFAULT);
    CHECK(mprotect(p + PAGE, PAGE, PROT_READ) == 0);
    CHECK_ERROR(mremap(p, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE), EFAULT);
    CHECK(p[0] == 1);
    char *q = mremap(p, PAGE, PAGE, fixed, p + 6 * PAGE);
    CHECK(q == p + 6 * PAGE && q[0] == 1);
    CHECK(munmap(p, 8 * PAGE) == 0);
}

int main(void) {
    shared_file("shared");
    shared_file("/dev/shm/posix_remap");
    shared_memory();
    refused();
    return finish();
}
