#include "lib/date_text.hpp"

#include <cstring>

std::optional<timespec> parse_date_digits(const char *text, const timespec &now) {
    const char *dot = std::strchr(text, '.');
    const size_t length = dot ? static_cast<size_t>(dot - text) : std::strlen(text);
    if (length < 8 || length > 12 || length % 2 || (dot && std::strlen(dot) != 3)) return {};
    int pairs[7] = {};
    size_t count = 0;
    for (const char *at = text; *at; at += 2) {
        if (at == dot) ++at;
        if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9') return {};
        pairs[count++] = (at[0] - '0') * 10 + at[1] - '0';
    }
    tm parts{};
    localtime_r(&now.tv_sec, &parts);
    const int *next = pairs;
    if (length == 12) {
        parts.tm_year = next[0] * 100 + next[1] - 1900;
        next += 2;
    } else if (length == 10) {
        parts.tm_year = *next < 69 ? *next + 100 : *next;
        ++next;
    }
    parts.tm_mon = next[0] - 1;
    parts.tm_mday = next[1];
    parts.tm_hour = next[2];
    parts.tm_min = next[3];
    parts.tm_sec = dot ? next[4] : 0;
    parts.tm_isdst = -1;
    if (parts.tm_mon < 0 || parts.tm_mon > 11 || parts.tm_mday < 1 || parts.tm_hour > 23 ||
        parts.tm_min > 59 || parts.tm_sec > 60)
        return {};
    const int day = parts.tm_mday;
    const time_t seconds = mktime(&parts);
    if (parts.tm_mday != day && next[4] != 60) return {};
    return timespec{seconds, 0};
}
