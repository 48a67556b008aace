// Reading and writing: positions, holes, appending, truncating, and what does not go.
#include <sys/uio.h>

#include "fs_test.h"

static void show_bytes(int fd, off_t at, size_t count) {
    char text[64];
    const ssize_t size = pread(fd, text, count < sizeof text ? count : sizeof text, at);
    printf("at %lld: %zd:", (long long)at, size);
    for (ssize_t i = 0; i < size; ++i) printf(" %02x", (unsigned char)text[i]);
    puts("");
}

static void positions(void) {
    puts("-- positions");
    char text[32];
    const int fd = open("f", O_CREAT | O_RDWR, 0644);
    SHOW(write(fd, "0123456789", 10));
    SHOW(lseek(fd, 0, SEEK_CUR));
    SHOW(read(fd, text, 5));
    SHOW(lseek(fd, -3, SEEK_END));
    SHOW(read(fd, text, 5));
    SHOW(lseek(fd, -11, SEEK_CUR));
    SHOW(lseek(fd, 1000, SEEK_SET));
    SHOW(read(fd, text, 5));
    SHOW(lseek(fd, 0, 77));
    SHOW(pread(fd, text, 3, 8));
    SHOW(pread(fd, text, 3, -1));
    SHOW(pwrite(fd, "AB", 2, 4));
    SHOW(lseek(fd, 0, SEEK_CUR));
    show_bytes(fd, 0, 12);
    const int same = dup(fd);
    SHOW(lseek(same, 3, SEEK_SET));
    SHOW(read(fd, text, 1));
    SHOW(lseek(same, 0, SEEK_CUR));
    close(same);
    struct iovec out[] = {{"one", 3}, {"", 0}, {"two", 3}};
    SHOW(writev(fd, out, 3));
    show_bytes(fd, 0, 12);
    struct iovec in[] = {{text, 2}, {text + 2, 3}};
    SHOW(lseek(fd, 0, SEEK_SET));
    SHOW(readv(fd, in, 2));
    SHOW(read(fd, text, 0));
    close(fd);
    SHOW(read(fd, text, 1));
}

/// A large read of a regular file ends at the file's end and nowhere before, however it lies there.
static void long_reads(void) {
    puts("-- long reads");
    const size_t size = 3000001;
    char *bytes = malloc(size);
    const int fd = open("long", O_CREAT | O_RDWR, 0644);
    SHOW(pwrite(fd, "middle", 6, 1234567));
    SHOW(pwrite(fd, "end", 3, 2999990));
    SHOW(read(fd, bytes, size));
    printf("%.6s %.3s\n", bytes + 1234567, bytes + 2999990);
    SHOW(lseek(fd, 0, SEEK_CUR));
    SHOW(pread(fd, bytes, 1234570, 3));
    SHOW(pread(fd, bytes, size, 1234565));
    printf("%.6s %.3s\n", bytes + 2, bytes + 2999990 - 1234565);
    SHOW(pread(fd, bytes, size, 2999993));
    close(fd);
    free(bytes);
}

static void holes(void) {
    puts("-- holes");
    const int fd = open("sparse", O_CREAT | O_RDWR, 0644);
    SHOW(pwrite(fd, "end", 3, 100000));
    show_bytes(fd, 0, 4);
    show_bytes(fd, 99998, 10);
    struct stat s;
    fstat(fd, &s);
    printf("size %lld, blocks less than size: %d\n", (long long)s.st_size,
           s.st_blocks * 512 < s.st_size);
    SHOW(ftruncate(fd, 5));
    SHOW(ftruncate(fd, 20));
    show_bytes(fd, 0, 30);
    SHOW(write(fd, "0123456789", 10));
    SHOW(ftruncate(fd, 4));
    SHOW(ftruncate(fd, 8));
    show_bytes(fd, 0, 30);
    SHOW(ftruncate(fd, -1));
    SHOW(ftruncate(fd, 1ll << 33));
    fstat(fd, &s);
    printf("size %lld blocks %lld\n", (long long)s.st_size, (long long)s.st_blocks);
    show_bytes(fd, (1ll << 33) - 2, 10);
    close(fd);
    SHOW(truncate("sparse", 3));
    SHOW(truncate(".", 3));
    SHOW(truncate("nothing", 3));
    show_mode("sparse");
}

static void appending(void) {
    puts("-- appending");
    const int fd = open("log", O_CREAT | O_WRONLY | O_APPEND, 0644);
    SHOW(write(fd, "one ", 4));
    SHOW(lseek(fd, 0, SEEK_SET));
    SHOW(write(fd, "two ", 4));
    SHOW(lseek(fd, 0, SEEK_CUR));
    const int flags = fcntl(fd, F_GETFL);
    SHOW((flags & O_ACCMODE) == O_WRONLY);
    SHOW((flags & O_APPEND) != 0);
    SHOW(fcntl(fd, F_SETFL, 0));
    SHOW(lseek(fd, 0, SEEK_SET));
    SHOW(write(fd, "ONE", 3));
    close(fd);
    show_file("log");
}

static void refusals(void) {
    puts("-- refusals");
    char byte = 'x';
    const int reader = open("log", O_RDONLY), writer = open("log", O_WRONLY);
    SHOW(write(reader, &byte, 1));
    SHOW(read(writer, &byte, 1));
    SHOW(ftruncate(reader, 0));
    const int folder = open(".", O_RDONLY | O_DIRECTORY);
    SHOW(read(folder, &byte, 1));
    SHOW(write(folder, &byte, 1));
    SHOW(fsync(reader));
    SHOW(fsync(folder));
    DONE(open("log", O_RDONLY | O_DIRECTORY));
    DONE(open(".", O_WRONLY));
    DONE(open(".", O_RDONLY | O_CREAT, 0644));
    DONE(open("log/", O_RDONLY));
    DONE(open("new/", O_RDWR | O_CREAT, 0644));
    DONE(open("log", O_RDWR | O_CREAT | O_EXCL, 0644));
    DONE(open("", O_RDONLY));
    const int named = open("log", O_PATH);
    SHOW(read(named, &byte, 1));
    SHOW(write(named, &byte, 1));
    SHOW(lseek(named, 0, SEEK_SET));
    struct stat s;
    SHOW(fstat(named, &s));
    SHOW(fchmod(named, 0600));
    SHOW(close(named));
    SHOW(lseek(reader, (off_t)1 << 62, SEEK_SET));
    SHOW(read(reader, &byte, 1));
    SHOW(pwrite(writer, &byte, 1, -5));
    for (int i = 0; i < 2; ++i) {  // what is behind a refused address has its own answer
        SHOW(write(writer, (char *)0x1000, 1 << 20));
        SHOW(fstat(writer, &s));
        SHOW(pread(reader, &byte, 1, 0));
    }
    SHOW(close(77));
}

static void unlinked(void) {
    puts("-- unlinked but open");
    const int fd = open("temporary", O_CREAT | O_RDWR, 0600);
    SHOW(unlink("temporary"));
    SHOW(write(fd, "alive", 5));
    show_bytes(fd, 0, 10);
    struct stat s;
    SHOW(fstat(fd, &s));
    printf("links %lu size %lld\n", (unsigned long)s.st_nlink, (long long)s.st_size);
    close(fd);
}

static void large(void) {
    puts("-- large");
    enum { size = 300000 };
    char *bytes = malloc(size), *back = calloc(1, size);
    for (int i = 0; i < size; ++i) bytes[i] = (char)(i * 7 + i / 255);
    const int fd = open("large", O_CREAT | O_RDWR, 0644);
    SHOW(write(fd, bytes, size));
    SHOW(pread(fd, back, size, 0));
    SHOW(memcmp(bytes, back, size));
    SHOW(pread(fd, back, 100000, 250000));
    SHOW(memcmp(bytes + 250000, back, 50000));
    SHOW(pwrite(fd, bytes, 70000, 12345));
    SHOW(pread(fd, back, size, 0));
    memmove(bytes + 12345, bytes, 70000);
    SHOW(memcmp(bytes, back, 12345) == 0 &&
         memcmp(bytes + 12345 + 70000, back + 12345 + 70000, size - 82345) == 0);
    close(fd);
    free(bytes);
    free(back);
}

int main(void) {
    umask(022);
    positions();
    long_reads();
    holes();
    appending();
    refusals();
    unlinked();
    large();
    return 0;
}
