#include "bin/sort/sort_key.hpp"

#include "bin/sort/sort_value.hpp"
#include "lib/bytes.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/version_order.hpp"

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

bool counts(unsigned char c, const sort_order &order) {
    if (order.dictionary)
        return c == ' ' || c == '\t' || (c >= '0' && c <= '9') ||
               ((c | 32) >= 'a' && (c | 32) <= 'z');
    return !order.printable || (c >= 32 && c < 127);
}

char folded(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

/// A count at `text`, which moves behind it; too large ones are as good as the largest.
bool count_at(const char *&text, size_t &value, const char *problem) {
    if (*text < '0' || *text > '9') {
        warn("%s: invalid count at start of %s", problem, quoted(text).c_str());
        return false;
    }
    for (value = 0; *text >= '0' && *text <= '9'; ++text)
        if (__builtin_mul_overflow(value, size_t{10}, &value) ||
            __builtin_add_overflow(value, static_cast<size_t>(*text - '0'), &value))
            value = SIZE_MAX / 16;
    return true;
}

bool bad_field(const char *problem, const char *text) {
    warn("%s: invalid field specification %s", problem, quoted(text).c_str());
    return false;
}

}  // namespace

bool sort_order::set(char letter) {
    switch (letter) {
    case 'b': skip_start = skip_end = true; return true;
    case 'd': dictionary = true; return true;
    case 'f': fold = true; return true;
    case 'i': printable = true; return true;
    case 'r': reverse = true; return true;
    case 'g': by = kind::general; return true;
    case 'h': by = kind::human; return true;
    case 'M': by = kind::month; return true;
    case 'n': by = kind::numeric; return true;
    case 'R': by = kind::random; return true;
    case 'V': by = kind::version; return true;
    default: return false;
    }
}

bool sort_key::parse(const char *text) {
    const char *const all = text;
    whole_line_ = false;
    const auto letters = [&](bool start) {
        for (; *text && *text != ','; ++text) {
            if (*text == 'b')
                (start ? order.skip_start : order.skip_end) = true;
            else if (!order.set(*text))
                return bad_field("stray character in field spec", all);
        }
        return true;
    };
    if (!count_at(text, first_field_, "invalid number at field start")) return false;
    if (!first_field_--) return bad_field("field number is zero", all);
    if (*text == '.') {
        ++text;
        if (!count_at(text, first_character_, "invalid number after '.'")) return false;
        if (!first_character_--) return bad_field("character offset is zero", all);
    }
    if (!letters(true)) return false;
    if (*text != ',') return true;
    ++text;
    if (!count_at(text, last_field_, "invalid number after ','")) return false;
    if (!last_field_--) return bad_field("field number is zero", all);
    if (*text == '.') {
        ++text;
        if (!count_at(text, last_character_, "invalid number after '.'")) return false;
    }
    if (!letters(false)) return false;
    return !*text || bad_field("stray character in field spec", all);
}

const char *sort_key::start_of(std::string_view line, std::optional<char> separator) const {
    const char *at = line.data(), *const end = at + line.size();
    for (size_t left = first_field_; left && at < end; --left) {
        if (separator) {
            at = find_byte(at, end, *separator);
            if (at < end) ++at;
        } else {
            while (at < end && is_blank(*at)) ++at;
            while (at < end && !is_blank(*at)) ++at;
        }
    }
    if (order.skip_start)
        while (at < end && is_blank(*at)) ++at;
    return first_character_ < static_cast<size_t>(end - at) ? at + first_character_ : end;
}

const char *sort_key::end_of(std::string_view line, std::optional<char> separator) const {
    const char *at = line.data(), *const end = at + line.size();
    if (last_field_ == SIZE_MAX) return end;
    size_t left = last_field_ + (last_character_ ? 0 : 1);
    while (left && at < end) {
        --left;
        if (separator) {
            at = find_byte(at, end, *separator);
            if (at < end && (left || last_character_)) ++at;
        } else {
            while (at < end && is_blank(*at)) ++at;
            while (at < end && !is_blank(*at)) ++at;
        }
    }
    if (!last_character_) return at;
    if (order.skip_end)
        while (at < end && is_blank(*at)) ++at;
    return last_character_ < static_cast<size_t>(end - at) ? at + last_character_ : end;
}

std::string_view sort_key::of(std::string_view line, std::optional<char> separator) const {
    if (whole_line_ && !order.skip_start) return line;
    const char *start = start_of(line, separator), *end = end_of(line, separator);
    return {start, end > start ? static_cast<size_t>(end - start) : 0};
}

int sort_key::compare_text(std::string_view a, std::string_view b) const {
    if (!order.fold && !order.dictionary && !order.printable) return compare_bytes(a, b);
    size_t i = 0, j = 0;
    for (;; ++i, ++j) {
        while (i < a.size() && !counts(static_cast<unsigned char>(a[i]), order)) ++i;
        while (j < b.size() && !counts(static_cast<unsigned char>(b[j]), order)) ++j;
        if (i == a.size() || j == b.size()) return (j == b.size()) - (i == a.size());
        const char x = order.fold ? folded(a[i]) : a[i], y = order.fold ? folded(b[j]) : b[j];
        if (x != y) return static_cast<unsigned char>(x) - static_cast<unsigned char>(y);
    }
}

int sort_key::compare(std::string_view a, std::string_view b) const {
    int result = 0;
    switch (order.by) {
    case sort_order::kind::text: result = compare_text(a, b); break;
    case sort_order::kind::numeric: result = compare_numbers(a, b); break;
    case sort_order::kind::general: result = compare_general_numbers(a, b); break;
    case sort_order::kind::human: result = compare_human_numbers(a, b); break;
    case sort_order::kind::month: result = compare_months(a, b); break;
    case sort_order::kind::version: result = version_order(a, b); break;
    case sort_order::kind::random: result = compare_randomly(a, b); break;
    }
    return order.reverse ? -result : result;
}

uint64_t sort_key::prefix(std::string_view key) const {
    uint64_t value = 0;
    if (order.by == sort_order::kind::numeric)
        value = number_prefix(key);
    else if (order.by == sort_order::kind::text && !order.fold && !order.dictionary &&
             !order.printable)
        value = ordered_prefix(key.data(), key.size());
    return order.reverse ? ~value : value;
}
