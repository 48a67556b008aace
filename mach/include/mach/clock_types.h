/** \file
 * Clocks and times.
 */
#ifndef MACH_CLOCK_TYPES_H
#define MACH_CLOCK_TYPES_H

#include <stdint.h>

#define SYSTEM_CLOCK 0   /* monotonic since boot */
#define CALENDAR_CLOCK 1 /* since the epoch */

/* clock_get_attributes */
#define CLOCK_GET_TIME_RES 1 /* resolution in nanoseconds */

typedef int alarm_type_t;
#define TIME_ABSOLUTE 0
#define TIME_RELATIVE 1

typedef struct mach_timespec {
    int64_t tv_sec;
    int32_t tv_nsec;
} mach_timespec_t;

typedef struct mach_timebase_info {
    uint32_t numer, denom;
} mach_timebase_info_data_t;

#endif
