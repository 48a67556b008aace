// Memory: mmap, munmap, mprotect, mremap, brk, madvise, sharing over fork. glibc
#include "posix_test.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define PAGE 4096
static sigjmp_buf back;
static void faulted(int signal) { siglongjmp(back, signal); }
static int touch(volatile char *at, int write) {
    int signal = sigsetjmp(back, 1);
    if (signal != 0) return signal;
    if (write)
        *at = 1;
    else
        (void)*at;
    return 0;
}
static char *map(size_t size, int protection, int flags) {
    return mmap(NULL, size, protection, flags | MAP_ANONYMOUS, -1, 0);
}

static void anonymous(void) {
    char *p = map(3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    CHECK(p != MAP_FAILED && p[0] == 0 && p[3 * PAGE - 1] == 0);
    memset(p, 5, 3 * PAGE);
    CHECK(mprotect(p + PAGE, PAGE, PROT_READ) == 0);
    CHECK(touch(p + PAGE, 0) == 0 && touch(p + PAGE, 1) == SIGSEGV && touch(p, 1) == 0);
    CHECK(mprotect(p + PAGE, PAGE, PROT_NONE) == 0 && touch(p + PAGE, 0) == SIGSEGV);
    CHECK(mprotect(p + PAGE, PAGE, PROT_READ | PROT_WRITE) == 0 && p[PAGE] == 5);
    CHECK(munmap(p + PAGE, PAGE) == 0 && touch(p + PAGE, 0) == SIGSEGV && p[2 * PAGE] == 5);
    CHECK_ERROR(mprotect(p + PAGE, PAGE, PROT_READ), ENOMEM);
    CHECK_ERROR(munmap(p + 1, PAGE), EINVAL);
    CHECK_ERROR(munmap(p, 0), EINVAL);
    CHECK(munmap(p, 3 * PAGE) == 0);
    CHECK_ERROR(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), EINVAL);
    CHECK_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0), EINVAL);
    CHECK_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0), EBADF);
    CHECK_ERROR(mmap(NULL, (size_t)1 << 60, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), ENOMEM);
}

static void fixed(void) {
    char *p = map(4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE);
    CHECK(mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
               0) == p + PAGE);
    p[PAGE] = 1;
    CHECK(touch(p, 0) == SIGSEGV && touch(p + 2 * PAGE, 0) == SIGSEGV);
    CHECK(mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
               0) == p + PAGE);
    CHECK(p[PAGE] == 0);
    CHECK_ERROR(mmap(p, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | 0x100000, -1, 0), EEXIST);
    munmap(p, 4 * PAGE);
    char *hinted = mmap(p, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(hinted == p);
    munmap(p, PAGE);
}

static void sharing(void) {
    volatile char *shared = (volatile char *)map(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);
    volatile char *private = (volatile char *)map(PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    int status;
    shared[0] = private[0] = 1;
    fflush(stdout);
    int pid = fork();
    if (pid == 0) {
        shared[0] = private[0] = 2;
        _exit(0);
    }
    waitpid(pid, &status, 0);
    CHECK(shared[0] == 2 && private[0] == 1);
}

static void files(void) {
    int fd = open("/tmp/posix_memory", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(fd >= 0 && write(fd, "hello", 5) == 5);
    char *private = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    char *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(private != MAP_FAILED && shared != MAP_FAILED);
    CHECK(memcmp(private, "hello\0", 6) == 0 && memcmp(shared, "hello\0", 6) == 0);
    private[0] = 'J';
    CHECK(shared[0] == 'h');
    shared[1] = 'a';
    char text[6] = "";
    CHECK(pread(fd, text, 5, 0) == 5 && strcmp(text, "hallo") == 0);
    CHECK(msync(shared, PAGE, MS_SYNC) == 0);
    close(fd);
    CHECK(shared[1] == 'a');
    munmap(shared, PAGE);
    munmap(private, PAGE);
    fd = open("/tmp/posix_memory", O_RDONLY);
    CHECK_ERROR(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), EACCES);
    CHECK_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 17), EINVAL);
    close(fd);
    unlink("/tmp/posix_memory");
    int ends[2];
    CHECK(pipe(ends) == 0);
    CHECK_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0), ENODEV);
}

static void moving(void) {
    char *p = map(2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    memset(p, 3, 2 * PAGE);
    char *q = mremap(p, 2 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED && q[0] == 3 && q[2 * PAGE - 1] == 3 && q[2 * PAGE] == 0);
    q[64 * PAGE - 1] = 1;
    CHECK(mremap(q, 64 * PAGE, PAGE, 0) == q && q[PAGE - 1] == 3 && touch(q + PAGE, 0) == SIGSEGV);
    char *guard = map(PAGE, PROT_NONE, MAP_PRIVATE);
    munmap(guard, PAGE);
    munmap(q, PAGE);
}

static void heap(void) {
    char *begin = sbrk(0);
    CHECK(sbrk(5 * PAGE) == begin && sbrk(0) == begin + 5 * PAGE);
    memset(begin, 1, 5 * PAGE);
    CHECK(sbrk(-4 * PAGE) != (void *)-1);
    CHECK(sbrk(4 * PAGE) != (void *)-1 && begin[5 * PAGE - 1] == 0);
    void *large = malloc(10 << 20);
    CHECK(large != NULL);
    memset(large, 1, 10 << 20);
    large = realloc(large, 20 << 20);
    CHECK(large != NULL && ((char *)large)[(10 << 20) - 1] == 1);
    free(large);
}

static void advice(void) {
    char *p = map(2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    memset(p, 9, 2 * PAGE);
    CHECK(madvise(p, PAGE, MADV_DONTNEED) == 0 && p[0] == 0 && p[PAGE] == 9);
    CHECK(madvise(p, PAGE, MADV_WILLNEED) == 0);
    CHECK_ERROR(madvise(p, PAGE, 77), EINVAL);
    CHECK_ERROR(madvise(p + 1, PAGE, MADV_DONTNEED), EINVAL);
    munmap(p, 2 * PAGE);
}

/* Regions that cannot be joined: the cost of one must not grow with their number. */
static void many(void) {
    enum { COUNT = 10000 };
    static char *regions[COUNT];
    for (int i = 0; i < COUNT; i++)
        regions[i] = map(3 * PAGE, i % 2 ? PROT_READ : PROT_READ | PROT_WRITE, MAP_PRIVATE);
    for (int i = 0; i < COUNT; i++) CHECK(munmap(regions[i], 3 * PAGE) == 0);
}

/* Everything goes, the code that returns from the call with it. */
static void all(void) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        munmap(NULL, 0x7ffffffff000);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
          WTERMSIG(status) == SIGSEGV);
    CHECK_ERROR(munmap((void *)0x1000, SIZE_MAX & ~0xfffful), EINVAL);
}

int main(void) {
    signal(SIGSEGV, faulted);
    signal(SIGBUS, faulted);
    anonymous();
    fixed();
    sharing();
    files();
    moving();
#ifndef __musl__
    if (sbrk(PAGE) != (void *)-1) heap();
#endif
    advice();
    many();
    all();
    return finish();
}
