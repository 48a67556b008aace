/* How many waiters a wake and a requeue have found, among processes that share memory. */
#include "posix_test.h"

#include <limits.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { operation_wait, operation_wake, operation_compare_requeue = 4 };
enum { waiters = 8 };

static uint32_t *words;

static long wake(uint32_t *word, int count) {
    return syscall(SYS_futex, word, operation_wake, count, NULL, NULL, 0);
}
static long requeue(uint32_t *from, uint32_t *to, int count, long limit) {
    return syscall(SYS_futex, from, operation_compare_requeue, count, limit, to, 0);
}

static void start(void) {
    for (int i = 0; i < waiters; i++)
        if (fork() == 0) {
            while (syscall(SYS_futex, &words[0], operation_wait, 0, NULL, NULL, 0) != 0);
            _exit(0);
        }
}

static void await_all(void) {
    int status;
    for (int i = 0; i < waiters; i++) CHECK(wait(&status) > 0 && status == 0);
}

int main(void) {
    words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    long sum = 0;
    start();
    while (sum < waiters) {
        const long found = wake(&words[0], INT_MAX);
        CHECK(found >= 0 && found <= waiters - sum);
        sum += found;
    }
    CHECK(sum == waiters);
    await_all();

    sum = 0;
    start();
    while (sum < waiters) sum += requeue(&words[0], &words[1], 0, INT_MAX);
    CHECK(sum == waiters);
    CHECK(wake(&words[0], INT_MAX) == 0);
    CHECK(wake(&words[1], 3) == 3);
    CHECK(requeue(&words[1], &words[2], 1, 2) == 3);
    CHECK(wake(&words[2], INT_MAX) == 2);
    CHECK(wake(&words[1], INT_MAX) == 2);
    await_all();

    CHECK_ERROR(requeue(&words[0], &words[1], -1, 1), EINVAL);
    CHECK_ERROR(requeue(&words[0], &words[1], 1, -1), EINVAL);
    munmap(words, 4096);
    CHECK_ERROR(wake(&words[0], 1), EFAULT);
    return finish();
}
