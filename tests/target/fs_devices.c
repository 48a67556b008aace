// The devices that every program expects.
#include <sys/sysmacros.h>

#include "fs_test.h"

static void show_device(const char *path) {
    struct stat s;
    if (stat(path, &s) < 0)
        printf("%s: %s\n", path, error_name(errno));
    else
        printf("%s: character device %d, number %u:%u\n", path, S_ISCHR(s.st_mode),
               major(s.st_rdev), minor(s.st_rdev));
}

int main(void) {
    char bytes[64], zeros[64] = {0};
    const char *names[] = {"/dev/null",    "/dev/zero", "/dev/full",   "/dev/random",
                           "/dev/urandom", "/dev/tty",  "/dev/console"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; ++i) show_device(names[i]);
    int fd = open("/dev/null", O_RDWR);
    SHOW(read(fd, bytes, 64));
    SHOW(write(fd, bytes, 64));
    SHOW(lseek(fd, 100, SEEK_SET) >= 0);
    fd = open("/dev/zero", O_RDWR);
    memset(bytes, 1, 64);
    SHOW(read(fd, bytes, 64));
    SHOW(memcmp(bytes, zeros, 64));
    SHOW(write(fd, bytes, 10));
    enum { large = 3000000 };
    char *much = malloc(large);
    memset(much, 1, large);
    SHOW(read(fd, much, large));
    SHOW(much[0] + much[large - 1]);
    SHOW(write(fd, much, large));
    free(much);
    fd = open("/dev/full", O_RDWR);
    SHOW(read(fd, bytes, 64));
    SHOW(write(fd, bytes, 64));
    fd = open("/dev/urandom", O_RDONLY);
    SHOW(read(fd, bytes, 64));
    SHOW(memcmp(bytes, zeros, 64) != 0);
    char more[64];
    SHOW(read(fd, more, 64));
    SHOW(memcmp(bytes, more, 64) != 0);
    DONE(open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0666));
    DONE(open("/dev/nothing", O_RDONLY));
    SHOW(mknod("null", S_IFCHR | 0666, makedev(1, 3)));
    fd = open("null", O_RDWR);
    SHOW(write(fd, bytes, 64));
    SHOW(mknod("odd", S_IFCHR | 0666, makedev(240, 77)));
    DONE(open("odd", O_RDWR));
    SHOW(access("/dev/shm", W_OK));
    return 0;
}
