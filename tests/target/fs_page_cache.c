// One page cache: read, write and mappings of several processes see the same pages of a file.
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "fs_test.h"

enum { page = 4096, pages = 200 };

#define MUST(condition)                                    \
    do {                                                   \
        if (!(condition)) printf("not: %s\n", #condition); \
    } while (0)

static int to_child[2], to_parent[2];

static void tell(int *pipe) { MUST(write(pipe[1], "x", 1) == 1); }
static void await(int *pipe) {
    char byte;
    MUST(read(pipe[0], &byte, 1) == 1);
}

/** What byte 0 of a page of the file is at first. */
static char first_of(int number) { return (char)('a' + number % 26); }

static void fill(int fd) {
    char buffer[page];
    for (int i = 0; i < pages; ++i) {
        memset(buffer, first_of(i), sizeof buffer);
        MUST(write(fd, buffer, sizeof buffer) == sizeof buffer);
    }
}

/** The other process: maps the file itself, and takes turns with the first. */
static void other(const char *name) {
    const int fd = open(name, O_RDWR);
    char *shared = mmap(0, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(0, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    close(fd);
    await(to_child);
    printf("child sees %c%c%c\n", shared[0], shared[50 * page], private[50 * page]);
    shared[100 * page] = 'C';
    private[101 * page] = 'P';
    fflush(stdout);
    tell(to_parent);
    await(to_child);
    printf("child sees %c %c\n", shared[101 * page], private[101 * page]);
    fflush(stdout);
    memset(shared + 150 * page, 'Z', 20 * page);
    tell(to_parent);
    _exit(0);
}

static void two_processes(void) {
    const int fd = open("shared", O_CREAT | O_RDWR, 0644);
    fill(fd);
    fflush(stdout);
    SHOW(pipe(to_child) | pipe(to_parent));
    fflush(stdout);
    if (fork() == 0) other("shared");
    char *shared = mmap(0, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    shared[0] = 'M';
    SHOW(pwrite(fd, "W", 1, 50 * page));
    fflush(stdout);
    tell(to_child);
    await(to_parent);
    char byte = 0;
    SHOW(pread(fd, &byte, 1, 100 * page));
    printf("parent reads %c, sees %c\n", byte, shared[100 * page]);
    SHOW(pwrite(fd, "w", 1, 101 * page));
    fflush(stdout);
    tell(to_child);
    await(to_parent);
    wait(0);
    SHOW(msync(shared, pages * page, MS_SYNC));
    SHOW(fsync(fd));
    char *after = malloc(20 * page);
    SHOW(pread(fd, after, 20 * page, 150 * page) == 20 * page);
    printf("%d\n", after[0] == 'Z' && after[20 * page - 1] == 'Z');
    free(after);
    SHOW(munmap(shared, pages * page));
    close(fd);
}

/** A mapping keeps the file when its name and its descriptor are gone. */
static void without_a_name(void) {
    const int fd = open("nameless", O_CREAT | O_RDWR, 0644);
    fill(fd);
    char *shared = mmap(0, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    SHOW(unlink("nameless"));
    close(fd);
    int wrong = 0;
    for (int i = 0; i < pages; ++i) wrong += shared[i * page] != first_of(i);
    memset(shared, 'n', pages * page);
    for (int i = 0; i < pages; ++i) wrong += shared[i * page + 5] != 'n';
    printf("wrong: %d\n", wrong);
    SHOW(munmap(shared, pages * page));
}

/** What is written to a shared mapping is in the file when the mapping is gone. */
static void kept(void) {
    int fd = open("kept", O_CREAT | O_RDWR, 0644);
    SHOW(ftruncate(fd, 5 * page + 100));
    char *shared = mmap(0, 6 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    strcpy(shared + 2 * page, "middle");
    strcpy(shared + 5 * page, "end");
    SHOW(munmap(shared, 6 * page));
    fd = open("kept", O_RDWR);
    char text[16] = "";
    SHOW(pread(fd, text, 6, 2 * page));
    puts(text);
    SHOW(pread(fd, text, sizeof text, 5 * page) == sizeof text);
    puts(text);
    SHOW(ftruncate(fd, 2 * page + 3));
    SHOW(ftruncate(fd, 3 * page));
    SHOW(pread(fd, text, 6, 2 * page));
    printf("[%s]\n", text);
    close(fd);
}

/** Writing through a shared mapping changes the file's time, by msync at the latest. */
static void time_of_change(void) {
    const int fd = open("time", O_CREAT | O_RDWR, 0644);
    fill(fd);
    const struct timespec long_ago[2] = {{1000, 0}, {1000, 0}};
    SHOW(fsync(fd));
    SHOW(futimens(fd, long_ago));
    volatile char *shared = mmap(0, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const char seen = shared[0];
    struct stat before, after;
    SHOW(fstat(fd, &before));
    shared[0] = seen + 1;
    SHOW(msync((void *)shared, page, MS_SYNC));
    SHOW(fsync(fd));
    SHOW(fstat(fd, &after));
    printf("before: %d, after: %d\n", before.st_mtime == 1000, after.st_mtime > 1000);
    close(fd);
}

int main(void) {
    two_processes();
    without_a_name();
    kept();
    if (getenv("PAGE_CACHE_TIMES")) time_of_change();
    return 0;
}
