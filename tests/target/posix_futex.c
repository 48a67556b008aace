// glibc
/* What is compared with a futex is a value that the word has had, however fast another thread
 * changes it: never some bytes of one value and some of the next. */
#include "posix_test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

enum { rounds = 100000, operation_wait = 0, operation_compare_requeue = 4, private_flag = 128 };

static const uint32_t first = 0x01010101, second = 0x02020202;
static _Atomic uint32_t word = 0x01010101, other;
static atomic_bool over;

static void *flip(void *unused) {
    while (!over) {
        word = first;
        word = second;
    }
    return unused;
}

static uint32_t mixture(int i) {
    static const uint32_t never[] = {0x02020201, 0x02020101, 0x02010101,
                                     0x01010102, 0x01010202, 0x01020202};
    return never[i % 6];
}

int main(void) {
    const struct timespec soon = {0, 1000};
    pthread_t flipper;
    CHECK(pthread_create(&flipper, NULL, flip, NULL) == 0);
    int waits = 0, requeues = 0;
    for (int i = 0; i < rounds; i++) {
        long result = syscall(SYS_futex, &word, operation_wait | private_flag, mixture(i), &soon);
        if (result == 0 || errno != EAGAIN) waits++;
        result = syscall(SYS_futex, &word, operation_compare_requeue | private_flag, 1, 1L, &other,
                         mixture(i));
        if (result >= 0 || errno != EAGAIN) requeues++;
    }
    over = 1;
    pthread_join(flipper, NULL);
    CHECK(waits == 0);
    CHECK(requeues == 0);
    return finish();
}
