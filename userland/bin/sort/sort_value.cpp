#include "bin/sort/sort_value.hpp"

#include "lib/bytes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <sys/random.h>

namespace {

/// A decimal number, split: no zeros in front of `whole` nor behind `fraction`.
struct decimal {
    bool negative = false;
    std::string_view whole, fraction;

    explicit decimal(std::string_view text);
    [[nodiscard]] bool zero() const { return whole.empty() && fraction.empty(); }
    const char *end;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view digits(std::string_view text) {
    size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    return text.substr(0, count);
}

std::string_view without_blanks(std::string_view text) {
    size_t blanks = 0;
    while (blanks < text.size() &&
           (text[blanks] == ' ' || text[blanks] == '\t' || text[blanks] == '\n'))
        ++blanks;
    return text.substr(blanks);
}

decimal::decimal(std::string_view text) {
    text = without_blanks(text);
    negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    whole = digits(text);
    text.remove_prefix(whole.size());
    if (text.starts_with('.')) {
        fraction = digits(text.substr(1));
        text.remove_prefix(fraction.size() + 1);
    }
    end = text.data();
    while (whole.starts_with('0')) whole.remove_prefix(1);
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
}

int compare_sizes(const decimal &a, const decimal &b) {
    if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
    if (const int result = compare_bytes(a.whole, b.whole)) return result;
    return compare_bytes(a.fraction, b.fraction);
}

int compare_decimals(const decimal &a, const decimal &b) {
    if (a.zero() && b.zero()) return 0;
    const bool a_negative = a.negative && !a.zero(), b_negative = b.negative && !b.zero();
    if (a_negative != b_negative) return a_negative ? -1 : 1;
    return a_negative ? -compare_sizes(a, b) : compare_sizes(a, b);
}

/// 0 without a letter, else the letter's place among the multipliers, with the number's sign.
int multiplier(const decimal &number, std::string_view text) {
    if (number.zero() || number.end == text.data() + text.size()) return 0;
    static constexpr std::string_view letters = "KMGTPEZY";
    const size_t place = letters.find(*number.end == 'k' ? 'K' : *number.end);
    const int rank = place == letters.npos ? 0 : static_cast<int>(place) + 1;
    return number.negative ? -rank : rank;
}

int month_of(std::string_view text) {
    static constexpr std::string_view months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    text = without_blanks(text);
    if (text.size() < 3) return 0;
    char upper[3];
    std::transform(text.begin(), text.begin() + 3, upper,
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    for (size_t at = 0; at < months.size(); at += 3)
        if (months.substr(at, 3) == std::string_view(upper, 3)) return static_cast<int>(at / 3 + 1);
    return 0;
}

uint64_t random_hash(std::string_view text) {
    static const uint64_t salt = [] {
        uint64_t value = 0;
        [[maybe_unused]] const ssize_t size = getrandom(&value, sizeof value, 0);
        return value;
    }();
    // FNV-1a with a finishing step (Fowler, Noll, Vo).
    uint64_t hash = 0xcbf29ce484222325 ^ salt;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash ^= hash >> 32;
    return hash * 0x9e3779b97f4a7c15;
}

}  // namespace

int compare_numbers(std::string_view a, std::string_view b) {
    return compare_decimals(decimal(a), decimal(b));
}

uint64_t number_prefix(std::string_view text) {
    const decimal number(text);
    constexpr uint64_t middle = uint64_t{1} << 63;
    uint64_t size = middle - 1;
    if (number.whole.size() <= 18) {
        size = 0;
        for (const char digit : number.whole) size = size * 10 + static_cast<uint64_t>(digit - '0');
    }
    return number.negative ? middle - size : middle + size;
}

int compare_human_numbers(std::string_view a, std::string_view b) {
    const decimal first(a), second(b);
    const int first_rank = multiplier(first, a), second_rank = multiplier(second, b);
    const auto sign = [](const decimal &each) { return each.zero() ? 0 : each.negative ? -1 : 1; };
    if (sign(first) != sign(second)) return sign(first) - sign(second);
    if (first_rank != second_rank) return first_rank - second_rank;
    return compare_decimals(first, second);
}

int compare_general_numbers(std::string_view a, std::string_view b) {
    const std::string first(a), second(b);
    char *first_end, *second_end;
    const long double x = std::strtold(first.c_str(), &first_end);
    const long double y = std::strtold(second.c_str(), &second_end);
    const bool x_none = first_end == first.c_str(), y_none = second_end == second.c_str();
    if (x_none || y_none) return y_none - x_none;
    if (std::isnan(x) || std::isnan(y)) return std::isnan(y) - std::isnan(x);
    return x < y ? -1 : x > y;
}

int compare_months(std::string_view a, std::string_view b) { return month_of(a) - month_of(b); }

int compare_randomly(std::string_view a, std::string_view b) {
    const uint64_t first = random_hash(a), second = random_hash(b);
    return first != second ? (first < second ? -1 : 1) : compare_bytes(a, b);
}
