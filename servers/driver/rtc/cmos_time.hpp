/// \file
/// The clock's registers as they are read or written at one moment.
#pragma once

#include <cstdint>
#include <optional>

struct cmos_time {
    uint8_t second, minute, hour, day, month, year, century, status_b;
    /// Seconds since 1970; the clock is taken to run in UTC. Decodes BCD and 12-hour formats.
    /// Without century register: 2000 to 2099. 0 for an impossible date.
    int64_t seconds() const;
    /// The reverse, in the formats that `status_b` says; from 1970 to 2199.
    static std::optional<cmos_time> of(int64_t seconds, uint8_t status_b);
};
