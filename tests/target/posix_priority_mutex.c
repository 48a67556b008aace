// glibc
/* Mutexes with PTHREAD_PRIO_INHERIT, and the futexes under them. */
#include "posix_test.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

enum { threads = 4, rounds = 500, lock_pi = 6, unlock_pi = 7, trylock_pi = 8, private_flag = 128 };

static pthread_mutex_t mutex;
static int counter;

static void *count(void *unused) {
    for (int i = 0; i < rounds; i++) {
        CHECK(pthread_mutex_lock(&mutex) == 0);
        const int before = counter;
        if (i % 16 == 0) sched_yield();
        counter = before + 1;
        CHECK(pthread_mutex_unlock(&mutex) == 0);
    }
    return unused;
}

static void *try_and_wait(void *unused) {
    CHECK(pthread_mutex_trylock(&mutex) == EBUSY);
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 20000000;
    if (soon.tv_nsec >= 1000000000) {
        soon.tv_nsec -= 1000000000;
        soon.tv_sec++;
    }
    CHECK(pthread_mutex_timedlock(&mutex, &soon) == ETIMEDOUT);
    return unused;
}

static long futex(uint32_t *word, int operation) {
    return syscall(SYS_futex, word, operation | private_flag, 0, NULL, NULL, 0);
}

int main(void) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    CHECK(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT) == 0);
    CHECK(pthread_mutex_init(&mutex, &attributes) == 0);
    pthread_t made[threads];
    for (int i = 0; i < threads; i++) pthread_create(&made[i], NULL, count, NULL);
    for (int i = 0; i < threads; i++) pthread_join(made[i], NULL);
    CHECK(counter == threads * rounds);

    CHECK(pthread_mutex_lock(&mutex) == 0);
    pthread_create(&made[0], NULL, try_and_wait, NULL);
    pthread_join(made[0], NULL);
    CHECK(pthread_mutex_unlock(&mutex) == 0);

    const uint32_t own = (uint32_t)syscall(SYS_gettid);
    uint32_t word = 0;
    CHECK(futex(&word, lock_pi) == 0 && word == own);
    CHECK_ERROR(futex(&word, lock_pi), EDEADLK);
    CHECK(futex(&word, unlock_pi) == 0 && word == 0);
    CHECK_ERROR(futex(&word, unlock_pi), EPERM);
    CHECK(futex(&word, trylock_pi) == 0 && word == own);
    word = 0x3ffffff0; /* nobody */
    CHECK_ERROR(futex(&word, lock_pi), ESRCH);
    return finish();
}
