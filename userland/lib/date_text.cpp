#include "lib/date_text.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <strings.h>

namespace {

long days_in(long month, long year) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

class date_parser {
public:
    date_parser(const char *text, const timespec &now) : at_(text), result_(now) {
        localtime_r(&now.tv_sec, &parts_);
        today_ = parts_.tm_wday;
    }
    std::optional<timespec> parse();

private:
    void skip_blanks() {
        while (*at_ == ' ' || *at_ == '\t' || *at_ == ',') ++at_;
    }
    /// A number of `least` to `most` digits.
    bool number(long &value, int least, int most);
    bool fraction();
    bool seconds();
    bool item();
    bool date(long year);
    bool slashed_date(long first, long digits);
    bool set_date(long year, long month, long day);
    bool bare_number(long value, long digits);
    bool afternoon(long &hour);
    bool time(long hour);
    bool zone();
    bool word();
    bool month_day(long month, long day);
    bool zone_name(std::string_view name);
    bool relative(long count);
    bool unit(std::string_view name, long count);
    void set_midnight();

    const char *at_;
    timespec result_;
    tm parts_{};
    long zone_offset_ = 0;
    bool has_zone_ = false, has_date_ = false, has_time_ = false;
    bool wants_year_ = false;
    long today_ = 0;
    long weekday_ = -1, ordinal_ = 0;  // the day of the week by its name, and which of them
    time_t shift_ = 0;
};

bool date_parser::number(long &value, int least, int most) {
    int digits = 0;
    for (value = 0; *at_ >= '0' && *at_ <= '9' && digits < most; ++digits)
        value = value * 10 + (*at_++ - '0');
    return digits >= least && (*at_ < '0' || *at_ > '9');
}

/// What follows the seconds' point or comma, if there is one.
bool date_parser::fraction() {
    result_.tv_nsec = 0;
    if ((*at_ != '.' && *at_ != ',') || at_[1] < '0' || at_[1] > '9') return true;
    ++at_;
    for (long scale = 100000000; *at_ >= '0' && *at_ <= '9'; scale /= 10)
        result_.tv_nsec += (*at_++ - '0') * scale;
    return true;
}

/// @SECONDS, the whole text.
bool date_parser::seconds() {
    ++at_;
    const bool negative = *at_ == '-';
    if (*at_ == '-' || *at_ == '+') ++at_;
    long value;
    if (!number(value, 1, 18) || !fraction() || *at_) return false;
    result_.tv_sec = negative ? -value : value;
    if (negative && result_.tv_nsec) {
        --result_.tv_sec;
        result_.tv_nsec = 1000000000 - result_.tv_nsec;
    }
    return true;
}

void date_parser::set_midnight() {
    if (has_time_) return;
    parts_.tm_hour = parts_.tm_min = parts_.tm_sec = 0;
    result_.tv_nsec = 0;
}

bool date_parser::date(long year) {
    long month, day;
    ++at_;
    if (!number(month, 1, 2) || *at_++ != '-' || !number(day, 1, 2)) return false;
    if (!set_date(year, month, day)) return false;
    if (*at_ == 'T' || *at_ == 't') ++at_;
    return true;
}

/// A year of two digits is of 1969 to 2068.
static long full_year(long year, long digits) {
    return digits > 2 ? year : year < 69 ? year + 2000 : year + 1900;
}

/// MONTH/DAY, MONTH/DAY/YEAR or YEAR/MONTH/DAY; the first has been read.
bool date_parser::slashed_date(long first, long digits) {
    long second, third = parts_.tm_year + 1900;
    ++at_;
    if (!number(second, 1, 2)) return false;
    if (*at_ != '/') return set_date(third, first, second);
    const char *start = ++at_;
    if (!number(third, 1, 4)) return false;
    return digits > 2 ? set_date(first, second, third)
                      : set_date(full_year(third, at_ - start), first, second);
}

/// YYYYMMDD or YYMMDD; HH or HHMM where that cannot be.
bool date_parser::bare_number(long value, long digits) {
    if (digits > 4)
        return set_date(full_year(value / 10000, digits - 4), value / 100 % 100, value % 100);
    if (has_time_ || digits == 3) return false;
    has_time_ = true;
    parts_.tm_hour = static_cast<int>(digits > 2 ? value / 100 : value);
    parts_.tm_min = static_cast<int>(digits > 2 ? value % 100 : 0);
    parts_.tm_sec = 0;
    result_.tv_nsec = 0;
    return parts_.tm_hour < 24 && parts_.tm_min < 60;
}

/// Takes am or pm, if that follows, into account. False if it makes no sense with `hour`.
bool date_parser::afternoon(long &hour) {
    const char *at = at_;
    while (*at == ' ') ++at;
    const char half = static_cast<char>(at[0] | 32);
    if ((half != 'a' && half != 'p') || (at[1] | 32) != 'm' ||
        ((at[2] | 32) >= 'a' && (at[2] | 32) <= 'z'))
        return true;
    at_ = at + 2;
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (half == 'p' ? 12 : 0);
    return true;
}

bool date_parser::set_date(long year, long month, long day) {
    if (has_date_ || month < 1 || month > 12 || day < 1 || day > days_in(month, year)) return false;
    set_midnight();
    has_date_ = true;
    parts_.tm_year = static_cast<int>(year - 1900);
    parts_.tm_mon = static_cast<int>(month - 1);
    parts_.tm_mday = static_cast<int>(day);
    return true;
}

bool date_parser::time(long hour) {
    long minute, second = 0;
    ++at_;
    if (!number(minute, 1, 2)) return false;
    result_.tv_nsec = 0;
    if (*at_ == ':') {
        ++at_;
        if (!number(second, 1, 2) || !fraction()) return false;
    }
    if (!afternoon(hour) || has_time_ || hour > 23 || minute > 59 || second > 60) return false;
    has_time_ = true;
    parts_.tm_hour = static_cast<int>(hour);
    parts_.tm_min = static_cast<int>(minute);
    parts_.tm_sec = static_cast<int>(second);
    const char *before = at_;
    skip_blanks();
    if ((*at_ == '+' || *at_ == '-') && at_[1] >= '0' && at_[1] <= '9') {
        if (zone()) return true;
        at_ = before;
    }
    return true;
}

/// +HH, +HHMM or +HH:MM behind a time. False if it is something else.
bool date_parser::zone() {
    const long sign = *at_++ == '-' ? -1 : 1;
    const char *digits = at_;
    long value, minutes = 0;
    if (!number(value, 1, 4)) return false;
    // What has a word behind it is a count: 10:00 +1 day.
    if (at_ - digits == 1 && *at_) return false;
    if (at_ - digits == 4) {
        minutes = value % 100;
        value /= 100;
    } else if (at_ - digits == 3) {
        return false;
    } else if (*at_ == ':') {
        ++at_;
        if (!number(minutes, 2, 2)) return false;
    }
    if (value > 24 || minutes > 59) return false;
    has_zone_ = true;
    zone_offset_ = sign * (value * 3600 + minutes * 60);
    return true;
}

bool date_parser::unit(std::string_view name, long count) {
    if (name.size() > 1 && name.ends_with('s')) name.remove_suffix(1);
    struct {
        std::string_view name;
        int tm::*field;
        long factor;
    } static constexpr fields[] = {{"year", &tm::tm_year, 1},
                                   {"month", &tm::tm_mon, 1},
                                   {"fortnight", &tm::tm_mday, 14},
                                   {"week", &tm::tm_mday, 7},
                                   {"day", &tm::tm_mday, 1}};
    for (const auto &each : fields)
        if (name == each.name) {
            int change, sum;
            if (__builtin_mul_overflow(count, each.factor, &change) ||
                __builtin_add_overflow(parts_.*each.field, change, &sum))
                return false;
            parts_.*each.field = sum;
            return true;
        }
    const long factor = name == "hour"                      ? 3600
                        : name == "min" || name == "minute" ? 60
                        : name == "sec" || name == "second" ? 1
                                                            : 0;
    time_t change;
    return factor && !__builtin_mul_overflow(count, factor, &change) &&
           !__builtin_add_overflow(shift_, change, &shift_);
}

/// A month or day of the week by its name or the first three letters of it: 0 for the first one;
/// negative if it is none.
static long named(std::string_view name, std::string_view all) {
    long place = 0;
    for (size_t at = 0; at < all.size(); ++place) {
        const size_t end = std::min(all.find(' ', at), all.size());
        const std::string_view each = all.substr(at, end - at);
        if ((name.size() == 3 || name.size() == each.size()) && name.size() <= each.size() &&
            strncasecmp(name.data(), each.data(), name.size()) == 0)
            return place;
        at = end + 1;
    }
    return -1;
}

static constexpr std::string_view months =
    "january february march april may june july august september october november december";
static constexpr std::string_view weekdays =
    "sunday monday tuesday wednesday thursday friday saturday";

bool date_parser::relative(long count) {
    skip_blanks();
    const char *start = at_;
    while ((*at_ | 32) >= 'a' && (*at_ | 32) <= 'z') ++at_;
    const std::string_view name(start, static_cast<size_t>(at_ - start));
    if (const long day = named(name, weekdays); day >= 0) {
        weekday_ = day;
        ordinal_ = count;
        return true;
    }
    skip_blanks();
    if (std::strncmp(at_, "ago", 3) == 0) {
        count = -count;
        at_ += 3;
    }
    return unit(name, count);
}

/// MONTH DAY, or DAY MONTH with the day given; a year may come later.
bool date_parser::month_day(long month, long day) {
    skip_blanks();
    if (!day && *at_ == '-') ++at_;
    if (!day && !number(day, 1, 2)) return false;
    if (has_date_ || day < 1 || day > days_in(month + 1, 2000)) return false;
    set_midnight();
    has_date_ = wants_year_ = true;
    parts_.tm_mon = static_cast<int>(month);
    parts_.tm_mday = static_cast<int>(day);
    if (*at_ == '-' && at_[1] >= '0' && at_[1] <= '9') ++at_;
    return true;
}

/// A zone by the local names or by those that dates from elsewhere often have.
bool date_parser::zone_name(std::string_view name) {
    static constexpr struct {
        char name[5];
        signed char hours;
    } zones[] = {{"Z", 0},    {"UTC", 0},  {"GMT", 0},  {"WET", 0},  {"WEST", 1}, {"BST", 1},
                 {"CET", 1},  {"CEST", 2}, {"MET", 1},  {"MEST", 2}, {"EET", 2},  {"EEST", 3},
                 {"MSK", 3},  {"JST", 9},  {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                 {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
    for (const auto &each : zones)
        if (name.size() == std::strlen(each.name) &&
            strncasecmp(name.data(), each.name, name.size()) == 0) {
            has_zone_ = true;
            zone_offset_ = each.hours * 3600;
            return true;
        }
    return false;
}

bool date_parser::word() {
    const char *start = at_;
    while ((*at_ | 32) >= 'a' && (*at_ | 32) <= 'z') ++at_;
    const std::string_view name(start, static_cast<size_t>(at_ - start));
    if (name == "now" || name == "today") return true;
    if (name == "yesterday" || name == "tomorrow") {
        parts_.tm_mday += name == "tomorrow" ? 1 : -1;
        return true;
    }
    if (const long month = named(name, months); month >= 0) return month_day(month, 0);
    if (const long day = named(name, weekdays); day >= 0) {
        weekday_ = day;
        return true;
    }
    if (zone_name(name)) return true;
    if (name == "next") return relative(1);
    if (name == "last") return relative(-1);
    if (name == "this") return relative(0);
    return false;
}

bool date_parser::item() {
    const bool sign = *at_ == '+' || *at_ == '-';
    const bool negative = *at_ == '-';
    if (sign) {
        ++at_;
        skip_blanks();
    }
    if (*at_ < '0' || *at_ > '9') return !sign && word();
    long value;
    const char *digits = at_;
    if (!number(value, 1, 18)) return false;
    const long length = at_ - digits;
    if (!sign && *at_ == '-' && at_[1] >= '0' && at_[1] <= '9') return date(value);
    if (!sign && *at_ == ':') return time(value);
    if (!sign && *at_ == '/') return slashed_date(value, length);
    if (!sign) {
        long hour = value;
        const char *before = at_;
        if (!afternoon(hour)) return false;
        if (at_ != before) return bare_number(hour, 2);
        skip_blanks();
        if (*at_ == '-') ++at_;
        const char *start = at_;
        while ((*at_ | 32) >= 'a' && (*at_ | 32) <= 'z') ++at_;
        const long month = named({start, static_cast<size_t>(at_ - start)}, months);
        if (month >= 0) return value && month_day(month, value);
        at_ = before;
        if (wants_year_ && at_ - digits == 4) {
            wants_year_ = false;
            parts_.tm_year = static_cast<int>(value - 1900);
            return parts_.tm_mday <= days_in(parts_.tm_mon + 1, value);
        }
        if (*start < 'A') {
            at_ = digits + length;
            return bare_number(value, length);
        }
    }
    return relative(negative ? -value : value);
}

std::optional<timespec> date_parser::parse() {
    skip_blanks();
    if (*at_ == '@') return seconds() ? std::optional(result_) : std::nullopt;
    if (!*at_) set_midnight();
    for (; *at_; skip_blanks())
        if (!item()) return {};
    // The day of the week adds nothing to a date; alone it is the next one, or today.
    if (weekday_ >= 0 && !has_date_) {
        set_midnight();
        const long ahead = (weekday_ - today_ + 7) % 7;
        int days;
        if (__builtin_mul_overflow(ordinal_ - (ordinal_ > 0 && ahead), 7, &days) ||
            __builtin_add_overflow(days + ahead, parts_.tm_mday, &parts_.tm_mday))
            return {};
    }
    tm exact = parts_;
    exact.tm_isdst = -1;
    result_.tv_sec = has_zone_ ? timegm(&exact) - zone_offset_ : mktime(&exact);
    if (__builtin_add_overflow(result_.tv_sec, shift_, &result_.tv_sec)) return {};
    return result_;
}

}  // namespace

std::optional<timespec> parse_date_text(const char *text, const timespec &now) {
    return date_parser(text, now).parse();
}
