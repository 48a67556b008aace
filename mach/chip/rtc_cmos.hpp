/// \file
/// The PC's battery clock (Motorola MC146818 data sheet), read once.
#pragma once

#include <cstdint>

/// Seconds since 1970 (the clock is taken to run in UTC), or 0 when it makes no sense.
int64_t rtc_cmos_read();

/// Registers of the clock as they were read at one moment.
struct rtc_cmos_time {
    uint8_t second, minute, hour, day, month, year, century, status_b;
    /// Decodes BCD and 12-hour formats. Without century register: 2000 to 2099. 0 for an impossible
    /// date.
    int64_t seconds() const;
};
