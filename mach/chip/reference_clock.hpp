/// \file
/// Clocks of known rate, by which the processor's own are measured at boot.
#pragma once

#include <cstdint>

class reference_clock {
public:
    /// Of the High Precision Event Timer if there are registers at `hpet` (already mapped, or null;
    /// IA-PC HPET Specification 1.0a), else of the 8254 interval timer. Starts it.
    static reference_clock start(void *hpet);

    /// Ticks, wrapping after `mask`.
    uint64_t read() const;
    uint64_t ticks_between(uint64_t before, uint64_t after) const {
        return (after - before) & mask_;
    }
    uint64_t period_fs() const { return period_fs_; }

private:
    reference_clock(void *hpet, uint64_t mask, uint64_t period_fs)
        : hpet_(hpet), mask_(mask), period_fs_(period_fs) {}

    void *hpet_;
    uint64_t mask_;
    uint64_t period_fs_;  ///< femtoseconds per tick
};
