/// \file
/// PL031 real-time clock: seconds since 1970. Arm PrimeCell RTC (DDI 0224) 3.3.
#pragma once

#include <chip/mmio.hpp>

class rtc_pl031 {
public:
    explicit rtc_pl031(mmio registers) : registers_(registers) {}
    uint32_t seconds() const;

private:
    mmio registers_;
};
