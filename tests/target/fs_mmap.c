// Mapped files: shared mappings are the file, private ones are not.
#include <sys/mman.h>
#include <sys/wait.h>

#include "fs_test.h"

int main(void) {
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
    const int folder = open(".", O_RDONLY);
    SHOW(mmap(0, 4096, PROT_READ, MAP_PRIVATE, folder, 0) == MAP_FAILED ? -1 : 0);
    return 0;
}
