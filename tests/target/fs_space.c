/* Space of files: reserved, given back, holes, seals; copies between ranges. */
#include "fs_test.h"

#include <sys/mman.h>

#define KEEP_SIZE 1
#define PUNCH_HOLE 2

static char page[8192];

static void show_size(int fd) {
    struct stat s;
    if (fstat(fd, &s) == 0)
        printf("size %lld blocks %lld\n", (long long)s.st_size, (long long)s.st_blocks);
}

static void show_data(int fd, off_t end) {
    for (off_t at = 0; at < end;) {
        const off_t data = lseek(fd, at, SEEK_DATA);
        if (data < 0) {
            printf("no data from %lld: %s\n", (long long)at, error_name(errno));
            return;
        }
        at = lseek(fd, data, SEEK_HOLE);
        printf("data %lld to %lld\n", (long long)data, (long long)at);
    }
}

static void holes(void) {
    const int fd = open("holes", O_CREAT | O_RDWR, 0600);
    memset(page, 'q', sizeof page);
    SHOW(ftruncate(fd, 1 << 20));
    show_data(fd, 1 << 20);
    SHOW(pwrite(fd, page, 4096, 65536));
    SHOW(pwrite(fd, page, 8192, 262144));
    show_data(fd, 1 << 20);
    show_size(fd);
    SHOW(lseek(fd, 70000, SEEK_HOLE));
    SHOW(lseek(fd, 1 << 20, SEEK_DATA));
    SHOW(lseek(fd, 1 << 20, SEEK_HOLE));
    SHOW(fallocate(fd, PUNCH_HOLE | KEEP_SIZE, 262144, 4096));
    SHOW(fallocate(fd, PUNCH_HOLE | KEEP_SIZE, 65546, 20));
    show_data(fd, 1 << 20);
    SHOW(pread(fd, page, 40, 65536));
    for (int i = 0; i < 40; i++) putchar(page[i] ? page[i] : '.');
    puts("");
    SHOW(fallocate(fd, PUNCH_HOLE | KEEP_SIZE, 0, 2 << 20));
    show_size(fd);
    SHOW(fallocate(fd, PUNCH_HOLE, 0, 4096));
    close(fd);
    unlink("holes");
}

static void reserved(void) {
    const int fd = open("space", O_CREAT | O_RDWR, 0600), reader = open("space", O_RDONLY);
    int ends[2];
    SHOW(fallocate(fd, KEEP_SIZE, 0, 8192));
    show_size(fd);
    SHOW(fallocate(fd, 0, 4096, 8192));
    show_size(fd);
    SHOW(pread(fd, page, 100, 5000));
    printf("%d\n", page[99]);
    SHOW(fallocate(fd, 0, -1, 10));
    SHOW(fallocate(fd, 0, 0, 0));
    SHOW(fallocate(reader, 0, 0, 10));
    SHOW(fallocate(99, 0, 0, 10));
    DONE(pipe(ends));
    SHOW(fallocate(ends[1], 0, 0, 10));
    unlink("space");
}

static void seals(void) {
    const int fd = memfd_create("sealed", MFD_ALLOW_SEALING), open_one = memfd_create("plain", 0);
    SHOW(write(fd, "contents", 8));
    SHOW(fcntl(fd, F_GET_SEALS));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
    SHOW(ftruncate(fd, 4));
    SHOW(ftruncate(fd, 9000));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
    SHOW(ftruncate(fd, 9001));
    SHOW(pwrite(fd, "x", 1, 9000));
    SHOW(pwrite(fd, "x", 1, 0));
    SHOW(fcntl(fd, F_ADD_SEALS, 0x1000));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SEAL));
    SHOW(pwrite(fd, "x", 1, 0));
    SHOW(fallocate(fd, PUNCH_HOLE | KEEP_SIZE, 0, 4096));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
    SHOW(fcntl(fd, F_GET_SEALS));
    SHOW(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
    SHOW(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1 : 0);
    SHOW(fcntl(open_one, F_GET_SEALS));
    SHOW(fcntl(open_one, F_ADD_SEALS, F_SEAL_WRITE));
    int ends[2];
    DONE(pipe(ends));
    SHOW(fcntl(ends[0], F_GET_SEALS));
    SHOW(memfd_create("odd", 0x1000));
}

static void copies(void) {
    const int fd = open("copies", O_CREAT | O_RDWR, 0600),
              other = open("other", O_CREAT | O_RDWR, 0600),
              end = open("other", O_WRONLY | O_APPEND), folder = open(".", O_RDONLY);
    off_t from = 0, to = 10;
    SHOW(write(fd, page, sizeof page));
    SHOW(copy_file_range(fd, &from, fd, &to, 100, 0));
    to = 4096;
    SHOW(copy_file_range(fd, &from, fd, &to, 100, 0));
    SHOW(copy_file_range(fd, NULL, end, NULL, 5, 0));
    SHOW(copy_file_range(folder, NULL, other, NULL, 5, 0));
    unlink("copies");
    unlink("other");
}

int main(void) {
    holes();
    reserved();
    seals();
    copies();
    return 0;
}
