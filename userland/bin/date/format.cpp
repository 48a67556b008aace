#include "bin/date/format.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

/// A conversion of the format, and how its text is to be padded.
struct directive {
    char pad = 0;   ///< - _ 0 or +; 0: as usual
    char text = 0;  ///< ^ or #: upper case, or the other
    size_t width = 0;
    int colons = 0;
    char letter = 0;

    /// Reads what follows the % at `at`; moves behind it. False if it is no conversion.
    bool parse(const char *&at);
    [[nodiscard]] std::string expand(const tm &parts, const timespec &when) const;

private:
    [[nodiscard]] std::string plain(const tm &parts, const timespec &when) const;
    [[nodiscard]] std::string zone(const tm &parts) const;
    [[nodiscard]] std::string nanoseconds(long value) const;
    [[nodiscard]] bool is_number() const {
        return std::strchr("CdegGHIjklmMNqsSuUVwWyY", letter) != nullptr;
    }
};

bool directive::parse(const char *&at) {
    const char *from = at;
    for (; *from && std::strchr("-_0+^#", *from); ++from)
        (*from == '^' || *from == '#' ? text : pad) = *from;
    for (; *from >= '0' && *from <= '9'; ++from)
        if (width < 10000) width = width * 10 + static_cast<size_t>(*from - '0');
    for (; *from == ':' && colons < 3; ++from) ++colons;
    if ((*from == 'E' || *from == 'O') && from[1]) ++from;
    letter = *from;
    if (!letter || !std::strchr("%aAbBcCdDeFgGhHIjklmMnNpPqrRsStTuUVwWxXyYzZ", letter))
        return false;
    if (colons && letter != 'z') return false;
    at = from + 1;
    return true;
}

std::string directive::zone(const tm &parts) const {
    const long offset = parts.tm_gmtoff;
    const long seconds = offset < 0 ? -offset : offset;
    const int hours = static_cast<int>(seconds / 3600),
              minutes = static_cast<int>(seconds / 60 % 60);
    const int rest = static_cast<int>(seconds % 60);
    char value[24];
    const char sign = offset < 0 ? '-' : '+';
    if (colons == 0)
        std::snprintf(value, sizeof value, "%c%02d%02d", sign, hours, minutes);
    else if (colons == 2 || (colons == 3 && rest))
        std::snprintf(value, sizeof value, "%c%02d:%02d:%02d", sign, hours, minutes, rest);
    else if (colons == 1 || minutes)
        std::snprintf(value, sizeof value, "%c%02d:%02d", sign, hours, minutes);
    else
        std::snprintf(value, sizeof value, "%c%02d", sign, hours);
    return value;
}

/// A width counts digits from the left here, since it is a fraction.
std::string directive::nanoseconds(long value) const {
    char digits[12];
    std::snprintf(digits, sizeof digits, "%09ld", value);
    std::string result = digits;
    if (width) result.resize(width, '0');
    if (pad == '-')
        while (!width && result.size() > 1 && result.back() == '0') result.pop_back();
    return result;
}

std::string directive::plain(const tm &parts, const timespec &when) const {
    char value[128];
    switch (letter) {
    case 'N': return nanoseconds(when.tv_nsec);
    case 's': return std::to_string(static_cast<long>(when.tv_sec));
    case 'z': return zone(parts);
    case 'Y': return std::to_string(static_cast<long>(parts.tm_year) + 1900);
    case 'q': return std::to_string(parts.tm_mon / 3 + 1);
    case 'k': std::snprintf(value, sizeof value, "%2d", parts.tm_hour); return value;
    case 'l':
        std::snprintf(value, sizeof value, "%2d", (parts.tm_hour + 11) % 12 + 1);
        return value;
    case 'P': return parts.tm_hour < 12 ? "am" : "pm";
    default: break;
    }
    const char one[] = {'%', letter, '\0'};
// One conversion that parse has let through.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    return {value, std::strftime(value, sizeof value, one, &parts)};
#pragma clang diagnostic pop
}

char other_case(char c, bool only_up) {
    if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
    if (!only_up && c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c;
}

std::string directive::expand(const tm &parts, const timespec &when) const {
    std::string value = plain(parts, when);
    // For names # means upper case, too; only %p and %Z become small.
    const bool only_up = text == '^' || !std::strchr("pZ", letter);
    if (text)
        for (char &c : value) c = other_case(c, only_up);
    if (letter == 'N') return value;
    const bool number = is_number();
    const bool blank = std::strchr("ekl", letter) != nullptr;
    const char filler = pad == '_'                 ? ' '
                        : pad == '0' || pad == '+' ? '0'
                        : number && !blank         ? '0'
                                                   : ' ';
    if (number && pad) {
        const size_t size = value.size();
        size_t digits = 0;
        while (digits + 1 < size && (value[digits] == '0' || value[digits] == ' ')) ++digits;
        value.erase(0, digits);
        if (pad != '-') value.insert(0, size - value.size(), filler);
    }
    if (value.size() < width && pad != '-') value.insert(0, width - value.size(), filler);
    return value;
}

}  // namespace

std::string format_date(const char *format, const timespec &when, bool utc) {
    std::string text;
    tm parts{};
    if (!(utc ? gmtime_r(&when.tv_sec, &parts) : localtime_r(&when.tv_sec, &parts)))
        return std::to_string(static_cast<long>(when.tv_sec));
    while (*format) {
        const char *after = format + 1;
        directive each;
        if (*format == '%' && each.parse(after)) {
            text += each.expand(parts, when);
            format = after;
        } else {
            text += *format++;
        }
    }
    return text;
}
