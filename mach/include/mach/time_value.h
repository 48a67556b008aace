/** \file
 * Times of the classic interface.
 */
#ifndef MACH_TIME_VALUE_H
#define MACH_TIME_VALUE_H

#include <mach/std_types.h>

typedef struct time_value {
    integer_t seconds;
    integer_t microseconds;
} time_value_t;

#endif
