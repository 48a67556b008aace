/** \file
 * Waiting at an address, by the classic calls (GNU Mach's <mach/gnumach.defs>). A wait compares 32
 * bits (two such words with QUAD, looked at together where the address is a multiple of 8) at a
 * multiple of 4 and sleeps while they are equal: KERN_INVALID_ARGUMENT when they are not.
 */
#ifndef MACH_GSYNC_H
#define MACH_GSYNC_H

#include <mach/mach_traps.h>

#define GSYNC_SHARED 0x01    /* the memory may be shared with other tasks */
#define GSYNC_QUAD 0x02      /* compare 64 bits */
#define GSYNC_TIMED 0x04     /* give up after the time-out: KERN_OPERATION_TIMED_OUT */
#define GSYNC_BROADCAST 0x08 /* wake (requeue) all waiters */
#define GSYNC_MUTATE 0x10    /* store the value before waking */

/** \param milliseconds with GSYNC_TIMED. \return KERN_OPERATION_TIMED_OUT, KERN_ABORTED,
 * KERN_INVALID_ARGUMENT, KERN_INVALID_ADDRESS. */
static inline kern_return_t gsync_wait(task_t task, vm_offset_t address, uint32_t low,
                                       uint32_t high, uint32_t milliseconds, int flags) {
    return gsync_wait_trap(task, address, low, high, milliseconds * 1000000ull, flags);
}
/** KERN_SUCCESS also when nobody waits, as where these are messages without a reply; the traps tell
 * whether somebody did. */
static inline kern_return_t gsync_wake(task_t task, vm_offset_t address, uint32_t value,
                                       int flags) {
    const kern_return_t result = gsync_wake_trap(task, address, value, flags);
    return result == KERN_INVALID_ARGUMENT ? KERN_SUCCESS : result;
}
/** Those who wait at `source` wait at `destination` from now on, one of them awake if wanted. */
static inline kern_return_t gsync_requeue(task_t task, vm_offset_t source, vm_offset_t destination,
                                          boolean_t wake_one, int flags) {
    const kern_return_t result = gsync_requeue_trap(task, source, destination, 0, wake_one, flags);
    return result == KERN_INVALID_ARGUMENT ? KERN_SUCCESS : result;
}

#endif
