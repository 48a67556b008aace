/// \file
/// Time by the generic timer's virtual counter, Arm ARM (DDI 0487) D12: the same on every
/// processor, at a fixed rate.
#pragma once

#include <cstdint>

#include <machine/counter_rate.hpp>

namespace machine {

extern counter_rate timer_rate;

inline uint64_t read_counter() {
    uint64_t value;
    asm volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
    return value;
}

/// The same, but perhaps as of some instructions before, though never before the last exception.
inline uint64_t read_counter_early() {
    uint64_t value;
    asm volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
}

/// Monotonic nanoseconds; near zero at boot.
inline uint64_t now() { return timer_rate.to_ns(read_counter()); }

/// One shot, this processor: trap_timer at `ns` or as soon as it has passed. Replaces an earlier
/// one.
inline void set_deadline(uint64_t ns) {
    asm volatile("msr cntv_cval_el0, %0; msr cntv_ctl_el0, %1" ::"r"(timer_rate.to_ticks(ns)),
                 "r"(uint64_t{1})
                 : "memory");
}
inline void cancel_deadline() { asm volatile("msr cntv_ctl_el0, xzr" ::: "memory"); }

/// For the time page, <mach/mapped_time.h>: now() is (counter * multiplier) >> shift.
struct counter_parameters {
    uint64_t multiplier;
    uint32_t shift;
    uint64_t base_counter, base_ns;
};
inline counter_parameters time_parameters() {
    return {timer_rate.multiplier, timer_rate.shift, 0, 0};
}

}  // namespace machine
