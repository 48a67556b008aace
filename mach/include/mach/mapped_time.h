/** \file
 * The time page: host_map_time gives a read-only memory object of one page that begins with this,
 * so that reading a clock needs no trap (after Mach 3.0's mapped time device).
 *
 * monotonic ns = base_ns + (((counter - base_counter) * multiplier) >> shift), the counter being
 * rdtsc on x86-64 and cntvct_el0 on ARM64; real time = monotonic + realtime_offset_ns. Readers
 * retry while `sequence` is odd or has changed.
 */
#ifndef MACH_MAPPED_TIME_H
#define MACH_MAPPED_TIME_H

#include <stdint.h>

typedef struct {
    uint32_t sequence;
    uint32_t shift;
    uint64_t multiplier;
    uint64_t base_counter;
    uint64_t base_ns;
    int64_t realtime_offset_ns;
} mach_mapped_time_t;

#endif
