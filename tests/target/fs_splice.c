/* splice between files and pipes. */
#include "posix_test.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <sys/wait.h>

int main(void) {
    static char bytes[20000], found[20000];
    for (int i = 0; i < (int)sizeof bytes; i++) bytes[i] = (char)(i * 7);
    const int in = open("in", O_RDWR | O_CREAT, 0600), out = open("out", O_RDWR | O_CREAT, 0600);
    int ends[2];
    CHECK(write(in, bytes, sizeof bytes) == (ssize_t)sizeof bytes && pipe(ends) == 0);

    off_t from = 100, to = 50;
    CHECK(splice(in, &from, ends[1], NULL, 10000, 0) == 10000 && from == 10100);
    CHECK(splice(ends[0], NULL, out, &to, 10000, 0) == 10000 && to == 10050);
    CHECK(pread(out, found, 10000, 50) == 10000 && memcmp(found, bytes + 100, 10000) == 0);
    CHECK(lseek(in, 0, SEEK_SET) == 0 && splice(in, NULL, ends[1], NULL, 300, 0) == 300);
    CHECK(lseek(in, 0, SEEK_CUR) == 300);
    /* What is there comes at once. */
    CHECK(splice(ends[0], NULL, out, NULL, 20000, 0) == 300);
    CHECK(splice(in, (off_t[]){20000}, ends[1], NULL, 10, 0) == 0);

    CHECK_ERROR(splice(ends[0], NULL, out, NULL, 10, SPLICE_F_NONBLOCK), EAGAIN);
    CHECK_ERROR(splice(in, NULL, out, NULL, 10, 0), EINVAL);
    CHECK_ERROR(splice(ends[0], &from, out, NULL, 10, 0), ESPIPE);
    CHECK_ERROR(splice(99, NULL, out, NULL, 10, 0), EBADF);

    struct iovec parts[] = {{"abc", 3}, {"defgh", 5}}, room = {found, 20};
    CHECK(vmsplice(ends[1], parts, 2, 0) == 8);
    CHECK(vmsplice(ends[0], &room, 1, 0) == 8 && memcmp(found, "abcdefgh", 8) == 0);
    CHECK_ERROR(vmsplice(ends[0], &room, 1, SPLICE_F_NONBLOCK), EAGAIN);
    CHECK_ERROR(vmsplice(out, parts, 2, 0), EBADF);
    CHECK_ERROR(vmsplice(ends[1], parts, 2, 64), EINVAL);
    CHECK(readahead(in, 0, 4096) == 0 && sync_file_range(in, 0, 0, SYNC_FILE_RANGE_WRITE) == 0);
    CHECK_ERROR(readahead(ends[0], 0, 4096), EINVAL);
    CHECK_ERROR(sync_file_range(ends[0], 0, 0, 0), ESPIPE);
    CHECK_ERROR(sync_file_range(in, -1, 0, 0), EINVAL);

    const pid_t child = fork();
    if (child == 0) _exit(write(ends[1], "later", 5) == 5 ? 0 : 1);
    CHECK(lseek(out, 0, SEEK_SET) == 0 && splice(ends[0], NULL, out, NULL, 10, 0) == 5);
    CHECK(pread(out, found, 5, 0) == 5 && memcmp(found, "later", 5) == 0);
    waitpid(child, NULL, 0);
    close(ends[1]);
    CHECK(splice(ends[0], NULL, out, NULL, 10, 0) == 0);
    unlink("in");
    unlink("out");
    return finish();
}
