/// \file
/// A clock that goes on while the machine is off.
#pragma once

#include <cstdint>
#include <memory>

#include <mach/mach.h>

class battery_clock {
public:
    virtual ~battery_clock() = default;
    /// Seconds since 1970, 0 when the clock makes no sense.
    virtual int64_t read() = 0;
    /// \return false when the clock cannot hold that time.
    virtual bool write(int64_t seconds) = 0;

    /// The machine's; null when it has none that is known here.
    static std::unique_ptr<battery_clock> open(mach_port_t device_master);
};
