/** \file
 * Flags of gsync_wait, gsync_wake and gsync_requeue (GNU Mach's <mach/gnumach.defs> calls; traps in
 * <mach/mach_traps.h>). A wait compares 32 bits (64 with QUAD) at an aligned address and sleeps
 * while they are equal: KERN_INVALID_ARGUMENT when they are not.
 */
#ifndef MACH_GSYNC_H
#define MACH_GSYNC_H

#define GSYNC_SHARED 0x01    /* the memory may be shared with other tasks */
#define GSYNC_QUAD 0x02      /* compare 64 bits */
#define GSYNC_TIMED 0x04     /* give up after the time-out: KERN_OPERATION_TIMED_OUT */
#define GSYNC_BROADCAST 0x08 /* wake (requeue) all waiters */
#define GSYNC_MUTATE 0x10    /* store the value before waking */

#endif
