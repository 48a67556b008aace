/** \file
 * The monotonic clock in the units of mach_wait_until (<mach/mach_traps.h>).
 */
#ifndef MACH_MACH_TIME_H
#define MACH_MACH_TIME_H

#include <mach/clock_types.h>
#include <mach/mach_traps.h>

typedef mach_timebase_info_data_t *mach_timebase_info_t;

/** How many nanoseconds a unit is: numer / denom. */
static inline kern_return_t mach_timebase_info(mach_timebase_info_t info) {
    return mach_timebase_info_trap(info);
}

#endif
