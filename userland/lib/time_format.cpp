#include "lib/time_format.hpp"

#include <cstdio>

namespace {

/// What strftime makes of a format; times of one minute share it, as long as nothing in the format
/// tells them apart.
struct formatted {
    std::string format, text;
    time_t minute = 0;
};

bool depends_on_seconds(const std::string &format) {
    for (size_t at = 0; (at = format.find('%', at)) + 1 < format.size() && at != format.npos;
         at += 2)
        if (format.find_first_of("ScNsTrX+", at + 1) == at + 1) return true;
    return false;
}

void replace_nanoseconds(std::string &format, long nanoseconds) {
    char digits[12];
    std::snprintf(digits, sizeof digits, "%09ld", nanoseconds);
    for (size_t at = 0; (at = format.find('%', at)) != format.npos;) {
        if (format.compare(at, 2, "%N") == 0)
            format.replace(at, 2, digits);
        else
            at += 2;
    }
}

void append_uncached(std::string &text, std::string format, const timespec &when) {
    tm parts{};
    if (!localtime_r(&when.tv_sec, &parts)) {
        text += std::to_string(when.tv_sec);
        return;
    }
    replace_nanoseconds(format, when.tv_nsec);
    if (format.empty()) return;
    char small[256];
    if (const size_t size = std::strftime(small, sizeof small, format.c_str(), &parts)) {
        text.append(small, size);
        return;
    }
    std::string large(format.size() * 64, '\0');
    large.resize(std::strftime(large.data(), large.size(), format.c_str(), &parts));
    text += large;
}

}  // namespace

void append_time_text(std::string &text, const std::string &format, const timespec &when) {
    static formatted last[2];
    if (depends_on_seconds(format)) return append_uncached(text, format, when);
    const time_t minute = when.tv_sec / 60;
    formatted &slot = last[last[0].format != format];
    if (slot.format != format || slot.minute != minute || slot.text.empty()) {
        slot.format = format;
        slot.minute = minute;
        slot.text.clear();
        append_uncached(slot.text, format, when);
    }
    text += slot.text;
}
