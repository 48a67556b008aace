/** \file
 * Semaphores. Waiting gives KERN_TERMINATED when the semaphore is destroyed meanwhile, KERN_ABORTED
 * when the thread is interrupted.
 */
#ifndef MACH_SEMAPHORE_H
#define MACH_SEMAPHORE_H

#include <mach/clock_types.h>
#include <mach/mach_traps.h>
#include <mach/message.h>

#define SYNC_POLICY_FIFO 0

#ifdef __cplusplus
extern "C" {
#endif

kern_return_t semaphore_create(task_t task, semaphore_t *semaphore, int policy, int value);
kern_return_t semaphore_destroy(task_t task, semaphore_t semaphore);

#ifdef __cplusplus
}
#endif

static inline kern_return_t semaphore_signal(semaphore_t semaphore) {
    return semaphore_signal_trap(semaphore);
}
static inline kern_return_t semaphore_signal_all(semaphore_t semaphore) {
    return semaphore_signal_all_trap(semaphore);
}
/** KERN_NOT_WAITING: that thread does not wait there. */
static inline kern_return_t semaphore_signal_thread(semaphore_t semaphore, thread_t thread) {
    return semaphore_signal_thread_trap(semaphore, thread);
}
static inline kern_return_t semaphore_wait(semaphore_t semaphore) {
    return semaphore_wait_trap(semaphore);
}
static inline kern_return_t semaphore_wait_signal(semaphore_t wait, semaphore_t signal) {
    return semaphore_wait_signal_trap(wait, signal);
}
/** \param time relative. KERN_OPERATION_TIMED_OUT. */
static inline kern_return_t semaphore_timedwait(semaphore_t semaphore, mach_timespec_t time) {
    return semaphore_timedwait_trap(semaphore, (uint32_t)time.tv_sec, (uint32_t)time.tv_nsec);
}

#endif
