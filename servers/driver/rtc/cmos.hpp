/// \file
/// The PC's battery clock (Motorola MC146818 data sheet).
#pragma once

#include "battery_clock.hpp"
#include "cmos_time.hpp"

class cmos final : public battery_clock {
public:
    /// Null when the machine has no I/O ports.
    static std::unique_ptr<battery_clock> open(mach_port_t device_master);
    int64_t read() override;
    bool write(int64_t seconds) override;

private:
    explicit cmos(mach_port_t device_master) : device_master_(device_master) {}
    uint8_t get(uint8_t index) const;
    void put(uint8_t index, uint8_t value) const;
    cmos_time read_once() const;

    const mach_port_t device_master_;
};
