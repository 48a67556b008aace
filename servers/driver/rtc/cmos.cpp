#include "cmos.hpp"

#include <cstring>

#include <mach/device.h>

namespace {

constexpr uint16_t index_port = 0x70, data_port = 0x71;
constexpr uint8_t second = 0, minute = 2, hour = 4, day = 7, month = 8, year = 9, status_a = 0x0a,
                  status_b = 0x0b, century = 0x32;
constexpr uint8_t update_in_progress = 0x80, hold = 0x80;
constexpr unsigned patience = 10'000;  // readings of status A; an update takes 2 ms

}  // namespace

std::unique_ptr<battery_clock> cmos::open(mach_port_t device_master) {
    uint32_t value = 0;
    if (device_io_port_read(device_master, data_port, 1, &value) != KERN_SUCCESS) return nullptr;
    return std::unique_ptr<battery_clock>(new cmos(device_master));
}

uint8_t cmos::get(uint8_t index) const {
    uint32_t value = 0;
    (void)device_io_port_write(device_master_, index_port, 1, index);
    (void)device_io_port_read(device_master_, data_port, 1, &value);
    return static_cast<uint8_t>(value);
}

void cmos::put(uint8_t index, uint8_t value) const {
    (void)device_io_port_write(device_master_, index_port, 1, index);
    (void)device_io_port_write(device_master_, data_port, 1, value);
}

cmos_time cmos::read_once() const {
    for (unsigned i = 0; i < patience && (get(status_a) & update_in_progress) != 0; ++i) {
    }
    return {get(second), get(minute), get(hour),    get(day),
            get(month),  get(year),   get(century), get(status_b)};
}

int64_t cmos::read() {
    // Two equal readings cannot have an update between their registers.
    cmos_time before = read_once();
    for (unsigned i = 0; i < 5; ++i) {
        const cmos_time after = read_once();
        if (std::memcmp(&before, &after, sizeof after) == 0) break;
        before = after;
    }
    return before.seconds();
}

bool cmos::write(int64_t seconds) {
    const uint8_t mode = get(status_b);
    const auto time = cmos_time::of(seconds, mode);
    if (!time) return false;
    put(status_b, mode | hold);
    put(second, time->second);
    put(minute, time->minute);
    put(hour, time->hour);
    put(day, time->day);
    put(month, time->month);
    put(year, time->year);
    put(century, time->century);
    put(status_b, mode);
    return true;
}
