// Mapped files: shared mappings are the file, private ones are not.
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "fs_test.h"

static sigjmp_buf after;
static void on_bus(int number) {
    (void)number;
    siglongjmp(after, 1);
}

/** Touching a page behind the end of the file is SIGBUS; the file may grow later. */
static void beyond_the_end(void) {
    signal(SIGBUS, on_bus);
    const int fd = open("short", O_CREAT | O_RDWR, 0644);
    SHOW(write(fd, "short", 5));
    volatile char *bytes = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    printf("rest of the page: %d\n", bytes[100]);
    if (sigsetjmp(after, 1) == 0) {
        bytes[4096] = 1;
        puts("no signal");
    } else {
        puts("SIGBUS");
    }
    SHOW(ftruncate(fd, 3 * 4096));
    bytes[8192] = 'x';
    char byte = 0;
    SHOW(pread(fd, &byte, 1, 8192));
    printf("%c\n", byte);
    SHOW(ftruncate(fd, 10));
    if (sigsetjmp(after, 1) == 0) {
        printf("%d\n", bytes[8192]);
    } else {
        puts("SIGBUS after shrinking");
    }
    SHOW(ftruncate(fd, 3 * 4096));
    printf("zero again: %d\n", bytes[8192]);
    close(fd);
}

/** A shared mapping that nobody may touch yet; and mapping is reading. */
static void not_yet(void) {
    const int fd = open("later", O_CREAT | O_RDWR, 0644);
    SHOW(write(fd, "later", 5));
    char *bytes = mmap(0, 4096, PROT_NONE, MAP_SHARED, fd, 0);
    SHOW(bytes == MAP_FAILED);
    SHOW(mprotect(bytes, 4096, PROT_READ | PROT_WRITE));
    bytes[0] = 'L';
    char byte = 0;
    SHOW(pread(fd, &byte, 1, 0));
    printf("%c\n", byte);
    const struct timespec times[2] = {{1000, 0}, {2000, 0}};
    SHOW(futimens(fd, times));
    SHOW(mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
    struct stat s;
    SHOW(fstat(fd, &s));
    printf("access time: %s\n", s.st_atime == 1000 ? "before" : "now");
    close(fd);
}

/** Memory without a file, as it was got before MAP_ANONYMOUS. */
static void zero_device(void) {
    const int fd = open("/dev/zero", O_RDWR);
    char *own = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    char *common = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    SHOW(own == MAP_FAILED || common == MAP_FAILED);
    close(fd);
    if (fork() == 0) {
        own[5000] = common[5000] = 'c';
        _exit(0);
    }
    wait(0);
    printf("own %d, common %d\n", own[5000], common[5000]);
    SHOW(mmap(0, 4096, PROT_READ, MAP_PRIVATE, open("/dev/null", O_RDWR), 0) == MAP_FAILED);
    printf("%s\n", strerror(errno));
}

int main(void) {
    beyond_the_end();
    fflush(stdout);
    not_yet();
    fflush(stdout);
    zero_device();
    char text[32] = "";
    const int fd = open("f", O_CREAT | O_RDWR, 0644);
    SHOW(write(fd, "small file", 10));
    char *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    SHOW(shared == MAP_FAILED || private == MAP_FAILED);
    printf("%s %s\n", shared, private);
    memcpy(shared, "SMALL", 5);
    SHOW(pread(fd, text, 10, 0));
    printf("read: %s, private: %s\n", text, private);
    memcpy(private, "mine!", 5);
    SHOW(pread(fd, text, 10, 0));
    printf("read: %s, shared: %s\n", text, shared);
    SHOW(pwrite(fd, "WRITE", 5, 5));
    printf("shared: %s, private: %s\n", shared, private);
    fflush(stdout);
    if (fork() == 0) {
        memcpy(shared, "child", 5);
        memcpy(private, "child", 5);
        _exit(0);
    }
    wait(0);
    printf("shared: %s, private: %s\n", shared, private);

    SHOW(ftruncate(fd, 20000));
    char *more = mmap(0, 20000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    SHOW(more == MAP_FAILED);
    printf("%d %d\n", more[4096], more[19999]);
    strcpy(more + 16384, "beyond");
    SHOW(pread(fd, text, 6, 16384));
    printf("read: %s\n", text);
    char *offset = mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 16384);
    printf("at an offset: %s\n", offset);
    SHOW(munmap(more, 20000));
    close(fd);
    printf("after close: %s\n", shared);

    const int reader = open("f", O_RDONLY);
    SHOW(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0) == MAP_FAILED ? -1 : 0);
    SHOW(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0) == MAP_FAILED ? -1 : 0);
    SHOW(mmap(0, 4096, PROT_READ, MAP_SHARED, reader, 0) == MAP_FAILED ? -1 : 0);
    char *readable = mmap(0, 4096, PROT_READ, MAP_SHARED, reader, 0);
    SHOW(mprotect(readable, 4096, PROT_READ | PROT_WRITE));
    SHOW(mprotect(readable, 4096, PROT_NONE));
    SHOW(mprotect(readable, 4096, PROT_READ | PROT_EXEC));
    char *own = mmap(0, 4096, PROT_READ, MAP_PRIVATE, reader, 0);
    SHOW(mprotect(own, 4096, PROT_READ | PROT_WRITE));
    own[0] = 'o';
    printf("the file's: %s\n", readable);
    const int folder = open(".", O_RDONLY);
    SHOW(mmap(0, 4096, PROT_READ, MAP_PRIVATE, folder, 0) == MAP_FAILED ? -1 : 0);
    return 0;
}
