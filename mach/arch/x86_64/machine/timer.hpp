/// \file
/// Time by the time-stamp counter (Intel SDM 3B 18.17), which is taken to run at one rate and in
/// step on all processors; deadlines by the local APIC's timer.
#pragma once

#include <cstdint>

namespace machine {

/// For the time page, <mach/mapped_time.h>: now() is base_ns + (((counter - base_counter) *
/// multiplier) >> shift).
struct counter_parameters {
    uint64_t multiplier;
    uint32_t shift;
    uint64_t base_counter, base_ns;
};
extern counter_parameters tsc_parameters;

inline uint64_t read_counter() {
    uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return uint64_t{high} << 32 | low;
}
/// The same, but perhaps as of some instructions before, where the order must be asked for.
inline uint64_t read_counter_early() { return read_counter(); }

/// Monotonic nanoseconds; near zero at boot.
inline uint64_t now() {
    const uint64_t ticks = read_counter() - tsc_parameters.base_counter;
    return static_cast<uint64_t>(
        (static_cast<unsigned __int128>(ticks) * tsc_parameters.multiplier) >> 32);
}

/// One shot, this processor: trap_timer at `ns` or as soon as it has passed. Replaces an earlier
/// one.
void set_deadline(uint64_t ns);
void cancel_deadline();

inline counter_parameters time_parameters() { return tsc_parameters; }

}  // namespace machine
