// Semaphores and addresses to wait at.
#include <pthread.h>
#include <stdint.h>

#include <mach/gsync.h>
#include <mach/mach.h>

#include "check.h"

enum { turns = 1000 };
static semaphore_t ping, pong, last;
static uint32_t word;
static int taken;

static void *answer(void *unused) {
    (void)unused;
    for (int i = 0; i < turns; i++) {
        CHECK(semaphore_wait(ping));
        taken++;
        CHECK(semaphore_signal(pong));
    }
    // Woken by a new value, whether it waits yet or not.
    while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 1)
        (void)gsync_wait(mach_task_self(), (vm_offset_t)&word, 1, 0, 0, 0);
    // KERN_TERMINATED if it waits when the semaphore goes, else there is no such name any more.
    printf("destroyed: %d\n", semaphore_wait(last) != KERN_SUCCESS);
    return NULL;
}

int main(void) {
    pthread_t thread;
    CHECK(semaphore_create(mach_task_self(), &ping, SYNC_POLICY_FIFO, 0));
    CHECK(semaphore_create(mach_task_self(), &pong, SYNC_POLICY_FIFO, 0));
    CHECK(semaphore_create(mach_task_self(), &last, SYNC_POLICY_FIFO, 0));
    const mach_timespec_t short_time = {.tv_sec = 0, .tv_nsec = 1000000};
    const kern_return_t late = semaphore_timedwait(ping, short_time);
    printf("timed out: %s, ", mach_error_string(late));
    printf("%s\n", mach_error_string(
                       gsync_wait(mach_task_self(), (vm_offset_t)&word, 0, 0, 1, GSYNC_TIMED)));
    printf("another value: %s\n",
           mach_error_string(gsync_wait(mach_task_self(), (vm_offset_t)&word, 5, 0, 0, 0)));
    printf("nobody waits: %s\n",
           mach_error_string(gsync_wake(mach_task_self(), (vm_offset_t)&word, 1, GSYNC_MUTATE)));
    pthread_create(&thread, NULL, answer, NULL);
    int given = 0;
    for (; given < turns; given++) {
        CHECK(semaphore_signal(ping));
        CHECK(semaphore_wait(pong));
    }
    printf("turns: %d %d\n", given, taken);
    CHECK(gsync_wake(mach_task_self(), (vm_offset_t)&word, 2, GSYNC_MUTATE));
    CHECK(semaphore_destroy(mach_task_self(), last));
    pthread_join(thread, NULL);
    mach_timebase_info_data_t unit;
    CHECK(mach_timebase_info(&unit));
    printf("a unit is %u ns\n", unit.numer / unit.denom);
    return 0;
}
