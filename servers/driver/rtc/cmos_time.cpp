#include "cmos_time.hpp"

#include <ctime>

namespace {

constexpr uint8_t binary_mode = 0x04, mode_24_hours = 0x02, afternoon = 0x80;

/// Days from 1970-01-01 to a date of the Gregorian calendar, counting years from March so that the
/// leap day comes last.
int64_t days_since_1970(int64_t year, unsigned month, unsigned day) {
    if (month < 3) {
        --year;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1 -
           719468;
}

}  // namespace

int64_t cmos_time::seconds() const {
    const auto decode = [this](uint8_t value) -> unsigned {
        return status_b & binary_mode ? value : (value >> 4) * 10u + (value & 15);
    };
    unsigned h = decode(hour & ~afternoon);
    if (!(status_b & mode_24_hours)) h = h % 12 + (hour & afternoon ? 12 : 0);
    const unsigned c = decode(century);
    const int64_t full_year = (c >= 19 && c <= 21 ? c : 20) * 100 + decode(year);
    const unsigned mo = decode(month), d = decode(day), mi = decode(minute), s = decode(second);
    if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59 || full_year < 1970)
        return 0;
    return ((days_since_1970(full_year, mo, d) * 24 + h) * 60 + mi) * 60 + s;
}

std::optional<cmos_time> cmos_time::of(int64_t seconds, uint8_t status_b) {
    constexpr time_t end = 7258118400;  // 2200
    const time_t moment = seconds;
    tm broken{};
    if (seconds < 0 || moment >= end || gmtime_r(&moment, &broken) == nullptr) return {};
    const auto encode = [status_b](int value) {
        return static_cast<uint8_t>(status_b & binary_mode ? value : value / 10 << 4 | value % 10);
    };
    const int year = broken.tm_year + 1900;
    uint8_t hour = encode(broken.tm_hour);
    if (!(status_b & mode_24_hours)) {
        const int of_twelve = broken.tm_hour % 12;
        hour = encode(of_twelve == 0 ? 12 : of_twelve) | (broken.tm_hour >= 12 ? afternoon : 0);
    }
    return cmos_time{.second = encode(broken.tm_sec),
                     .minute = encode(broken.tm_min),
                     .hour = hour,
                     .day = encode(broken.tm_mday),
                     .month = encode(broken.tm_mon + 1),
                     .year = encode(year % 100),
                     .century = encode(year / 100),
                     .status_b = status_b};
}
