/// \file
/// PL031 real-time clock: seconds since 1970. Arm PrimeCell RTC (DDI 0224) 3.3.
#pragma once

#include "battery_clock.hpp"

class pl031 final : public battery_clock {
public:
    explicit pl031(volatile uint32_t *registers) : registers_(registers) {}
    int64_t read() override { return registers_[data]; }
    bool write(int64_t seconds) override {
        if (seconds < 0 || seconds > UINT32_MAX) return false;
        registers_[load] = static_cast<uint32_t>(seconds);
        return true;
    }

private:
    static constexpr unsigned data = 0, load = 2;  // words
    volatile uint32_t *const registers_;
};
