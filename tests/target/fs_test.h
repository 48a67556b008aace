/** \file
 * What the file system tests report with: each call, its result, its error.
 */
#ifndef FS_TEST_H
#define FS_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline const char *error_name(int number) {
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {EPERM, "EPERM"},     {ENOENT, "ENOENT"},
        {EINTR, "EINTR"},     {EBADF, "EBADF"},
        {EAGAIN, "EAGAIN"},   {EACCES, "EACCES"},
        {EBUSY, "EBUSY"},     {EEXIST, "EEXIST"},
        {EXDEV, "EXDEV"},     {ENODEV, "ENODEV"},
        {ENXIO, "ENXIO"},     {ENOTDIR, "ENOTDIR"},
        {EISDIR, "EISDIR"},   {EINVAL, "EINVAL"},
        {ENOSPC, "ENOSPC"},   {ESPIPE, "ESPIPE"},
        {EROFS, "EROFS"},     {EPIPE, "EPIPE"},
        {ELOOP, "ELOOP"},     {ENAMETOOLONG, "ENAMETOOLONG"},
        {EFBIG, "EFBIG"},     {ENOTEMPTY, "ENOTEMPTY"},
        {ENOTTY, "ENOTTY"},   {EOVERFLOW, "EOVERFLOW"},
        {EDEADLK, "EDEADLK"}, {ENOSYS, "ENOSYS"},
        {EFAULT, "EFAULT"},   {EOPNOTSUPP, "EOPNOTSUPP"},
        {E2BIG, "E2BIG"},     {ESRCH, "ESRCH"},
    };
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; ++i)
        if (names[i].number == number) return names[i].name;
    return "another error";
}

static inline long shown(const char *what, long result) {
    if (result < 0)
        printf("%s: %s\n", what, error_name(errno));
    else
        printf("%s: %ld\n", what, result);
    fflush(stdout);
    return result;
}
/** Prints a call, and its result or error. */
#define SHOW(call) (errno = 0, shown(#call, (long)(call)))
/** As SHOW, for calls whose result (a descriptor) is not the same everywhere. */
#define DONE(call) (errno = 0, shown(#call, (long)(call) < 0 ? -1 : 0))

static inline void show_mode(const char *path) {
    struct stat s;
    if (lstat(path, &s) < 0)
        printf("%s: %s\n", path, error_name(errno));
    else
        printf("%s: mode %o links %lu uid %u gid %u size %lld\n", path, (unsigned)s.st_mode,
               (unsigned long)s.st_nlink, (unsigned)s.st_uid, (unsigned)s.st_gid,
               S_ISDIR(s.st_mode) ? 0ll : (long long)s.st_size);
}

static inline void make_file(const char *path, const char *text) {
    const int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) perror(path);
    close(fd);
}

static inline void show_file(const char *path) {
    char text[256];
    const int fd = open(path, O_RDONLY);
    const ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (size < 0) {
        printf("%s: %s\n", path, error_name(errno));
    } else {
        text[size] = 0;
        printf("%s: \"%s\"\n", path, text);
    }
    close(fd);
}

#endif
