#include "lib/size_format.hpp"

#include "lib/number.hpp"

#include <cstring>

namespace {

void append_number(std::string &text, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do digits[--at] = static_cast<char>('0' + value % 10);
    while (value /= 10);
    text.append(digits + at, sizeof digits - at);
}

uint64_t divide_up(uint64_t value, uint64_t by) { return value / by + (value % by != 0); }

}  // namespace

void size_format::append(std::string &text, uint64_t bytes) const {
    if (!base) {
        append_number(text, divide_up(bytes, unit));
        text += suffix;
        return;
    }
    if (bytes < base) return append_number(text, bytes);
    const char *letter = base == 1000 ? "kMGTPE" : "KMGTPE";
    uint64_t scale = base;
    while (letter[1] && (bytes / scale >= base || divide_up(bytes, scale) >= base)) {
        scale *= base;
        ++letter;
    }
    const uint64_t whole = bytes / scale;
    uint64_t tenth = 10;
    if (whole < 10) tenth = divide_up((bytes % scale) * 10, scale);
    if (whole < 9 || (whole == 9 && tenth < 10)) {
        append_number(text, whole + tenth / 10);
        text += '.';
        append_number(text, tenth % 10);
    } else {
        append_number(text, divide_up(bytes, scale));
    }
    text += *letter;
}

std::string size_format::operator()(uint64_t bytes) const {
    std::string text;
    append(text, bytes);
    return text;
}

std::optional<size_format> size_format::parse(const char *text) {
    if (std::strcmp(text, "human-readable") == 0) return human();
    if (std::strcmp(text, "si") == 0) return human(1000);
    const bool letters_only = *text < '0' || *text > '9';
    const auto value = parse_count(letters_only ? (std::string("1") + text).c_str() : text);
    if (!value || !*value) return {};
    return size_format{*value, 0, letters_only ? text : ""};
}
