#include <chip/rtc_cmos.hpp>
#include <machine/port.hpp>

#include <cstring>

namespace {

constexpr uint16_t INDEX = 0x70, DATA = 0x71;
constexpr uint8_t STATUS_A = 0x0a, STATUS_B = 0x0b, CENTURY = 0x32;
constexpr uint8_t update_in_progress = 0x80;

uint8_t read_register(uint8_t index) {
    machine::out8(INDEX, index);
    return machine::in8(DATA);
}

rtc_cmos_time read_once() {
    for (unsigned i = 0; i < 100'000 && (read_register(STATUS_A) & update_in_progress); ++i) {
    }
    return {read_register(0), read_register(2), read_register(4),       read_register(7),
            read_register(8), read_register(9), read_register(CENTURY), read_register(STATUS_B)};
}

}  // namespace

int64_t rtc_cmos_read() {
    // Two equal readings cannot have an update between their registers.
    rtc_cmos_time before = read_once();
    for (unsigned i = 0; i < 5; ++i) {
        const rtc_cmos_time after = read_once();
        if (std::memcmp(&before, &after, sizeof after) == 0) break;
        before = after;
    }
    return before.seconds();
}
