// glibc
/* Files without a name (O_TMPFILE) that get one. */
#include "posix_test.h"

#include <fcntl.h>
#include <sys/stat.h>

static char path[40];
static const char *path_of(int fd) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

int main(void) {
    struct stat s;
    char text[6] = "";
    const int fd = open(".", O_TMPFILE | O_RDWR, 0640);
    CHECK(fd >= 0 && write(fd, "hello", 5) == 5 && fstat(fd, &s) == 0 && s.st_nlink == 0);
    CHECK(linkat(AT_FDCWD, path_of(fd), AT_FDCWD, "named", AT_SYMLINK_FOLLOW) == 0);
    CHECK(stat("named", &s) == 0 && s.st_nlink == 1 && s.st_size == 5 && s.st_mode == 0100640);
    CHECK_ERROR(linkat(AT_FDCWD, path_of(fd), AT_FDCWD, "named", AT_SYMLINK_FOLLOW), EEXIST);
    CHECK_ERROR(linkat(AT_FDCWD, path_of(fd), AT_FDCWD, "link", 0), EXDEV);
    CHECK(linkat(fd, "", AT_FDCWD, "second", AT_EMPTY_PATH) == 0);
    CHECK_ERROR(linkat(fd, "", AT_FDCWD, "third", 0), ENOENT);
    CHECK_ERROR(linkat(AT_FDCWD, (const char *)-1, AT_FDCWD, "third", AT_SYMLINK_FOLLOW), EFAULT);
    const int again = open("second", O_RDONLY);
    CHECK(read(again, text, 5) == 5 && strcmp(text, "hello") == 0);
    close(again);
    /* Once it had a name and has lost it, it gets none again. */
    CHECK(unlink("named") == 0 && unlink("second") == 0);
    CHECK_ERROR(linkat(AT_FDCWD, path_of(fd), AT_FDCWD, "named", AT_SYMLINK_FOLLOW), ENOENT);
    CHECK_ERROR(linkat(fd, "", AT_FDCWD, "named", AT_EMPTY_PATH), ENOENT);
    const int private = open(".", O_TMPFILE | O_EXCL | O_RDWR, 0600);
    CHECK_ERROR(linkat(private, "", AT_FDCWD, "named", AT_EMPTY_PATH), ENOENT);
    CHECK_ERROR(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
    return finish();
}
