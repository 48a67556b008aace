/* Locks of open file descriptions (F_OFD_SETLK): whose they are, and against what they hold. */
#include "fs_test.h"

#include <sys/file.h>
#include <sys/wait.h>

static struct flock range(short type, off_t start, off_t length) {
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
}

static int first, second;

int main(void) {
    first = open("locked", O_CREAT | O_RDWR, 0600);
    second = open("locked", O_RDWR);
    struct flock lock = range(F_WRLCK, 0, 10), other = range(F_WRLCK, 5, 10);
    SHOW(fcntl(first, F_OFD_SETLK, &lock));
    SHOW(fcntl(first, F_OFD_SETLK, &other));
    lock = range(F_RDLCK, 0, 3);
    SHOW(fcntl(second, F_OFD_SETLK, &lock));
    SHOW(fcntl(second, F_SETLK, &lock)); /* the process's own, and still another owner's */
    other = range(F_RDLCK, 0, 0);
    SHOW(fcntl(second, F_OFD_GETLK, &other));
    printf("%d %lld %lld %d\n", other.l_type, (long long)other.l_start, (long long)other.l_len,
           other.l_pid);
    other = range(F_RDLCK, 0, 0);
    SHOW(fcntl(second, F_GETLK, &other));
    printf("%d %d\n", other.l_type, other.l_pid);
    other.l_pid = 1;
    SHOW(fcntl(second, F_OFD_SETLK, &other));
    SHOW(flock(second, LOCK_EX | LOCK_NB)); /* flock's are apart */

    int ends[2];
    char byte;
    if (pipe(ends) < 0) return 1;
    const pid_t child = fork();
    if (child == 0) {
        lock = range(F_WRLCK, 0, 0);
        SHOW(fcntl(second, F_OFD_SETLK, &lock));
        if (write(ends[1], "x", 1) != 1) _exit(1);
        SHOW(fcntl(second, F_OFD_SETLKW, &lock));
        _exit(0);
    }
    if (read(ends[0], &byte, 1) != 1) return 1;
    lock = range(F_UNLCK, 0, 0); /* the child shares the description, but waits for the other */
    const int released = fcntl(first, F_OFD_SETLK, &lock);
    waitpid(child, NULL, 0); /* which writes at once */
    printf("released: %d\n", released);
    lock = range(F_WRLCK, 0, 1);
    SHOW(fcntl(first, F_OFD_SETLK, &lock)); /* the child's lasts as long as the description */
    close(second);
    SHOW(fcntl(first, F_OFD_SETLK, &lock));
    unlink("locked");
    return 0;
}
