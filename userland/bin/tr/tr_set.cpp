#include "bin/tr/tr_set.hpp"

#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cctype>
#include <cstdio>

namespace {

struct byte_class {
    const char *name;
    int (*contains)(int);
};
constexpr byte_class byte_classes[] = {
    {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
    {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
    {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};

std::string shown(unsigned char c) {
    char text[5];
    std::snprintf(text, sizeof text, isprint(c) ? "%c" : "\\%03o", c);
    return text;
}

}  // namespace

/// Resolves backslashes.
bool tr_set::read_units(const char *text) {
    static constexpr char letters[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
    for (; *text; ++text) {
        if (*text != '\\') {
            units_.push_back({static_cast<unsigned char>(*text), false});
            continue;
        }
        if (!text[1]) {
            warn("warning: an unescaped backslash at end of string is not portable");
            units_.push_back({'\\', false});
            break;
        }
        ++text;
        if (*text >= '0' && *text <= '7') {
            unsigned value = 0;
            int digits = 0;
            while (digits < 3 && text[digits] >= '0' && text[digits] <= '7' &&
                   value * 8 + static_cast<unsigned>(text[digits] - '0') < 256)
                value = value * 8 + static_cast<unsigned>(text[digits++] - '0');
            if (digits == 2 && text[2] >= '0' && text[2] <= '7')
                warn(
                    "warning: the ambiguous octal escape \\%c%c%c is being\n\tinterpreted as the "
                    "2-byte sequence \\0%c%c, %c",
                    text[0], text[1], text[2], text[0], text[1], text[2]);
            units_.push_back({static_cast<unsigned char>(value), true});
            text += digits - 1;
            continue;
        }
        unsigned char value = static_cast<unsigned char>(*text);
        for (size_t each = 0; letters[each]; ++each)
            if (letters[each] == *text) value = static_cast<unsigned char>(values[each]);
        units_.push_back({value, true});
    }
    return true;
}

bool tr_set::add_class(const std::string &name) {
    for (const byte_class &each : byte_classes) {
        if (name != each.name) continue;
        classes_.push_back({name, bytes_.size()});
        for (int c = 0; c < 128; ++c)
            if (each.contains(c)) bytes_ += static_cast<char>(c);
        return true;
    }
    warn("invalid character class %s", quoted(name).c_str());
    return false;
}

/// [:NAME:] or [=C=] at `at`.
bool tr_set::parse_bracket(size_t &at, bool &taken) {
    taken = false;
    const char kind = is(at + 1, ':') ? ':' : is(at + 1, '=') ? '=' : 0;
    if (!kind) return true;
    // [:*3] and [=*3] are repeats.
    size_t digit = at + 3;
    while (digit < units_.size() && !units_[digit].escaped && isdigit(units_[digit].byte)) ++digit;
    if (is(at + 2, '*') && is(digit, ']')) return true;
    size_t close = at + 2;
    while (close + 1 < units_.size() && !(is(close, kind) && is(close + 1, ']'))) ++close;
    if (close + 1 >= units_.size()) return true;
    std::string name;
    for (size_t each = at + 2; each < close; ++each) name += static_cast<char>(units_[each].byte);
    if (name.empty()) {
        warn(kind == ':' ? "missing character class name '[::]'"
                         : "missing equivalence class character '[==]'");
        return false;
    }
    taken = true;
    at = close + 2;
    if (kind == ':') return add_class(name);
    if (name.size() > 1) {
        warn("%s: equivalence class operand must be a single character", name.c_str());
        return false;
    }
    equivalence_ = true;
    bytes_ += name;
    return true;
}

/// [C*] or [C*COUNT] at `at`; COUNT is octal if it begins with 0.
bool tr_set::parse_repeat(size_t &at, bool second, bool &taken) {
    taken = false;
    if (at + 3 >= units_.size() || !is(at + 2, '*')) return true;
    size_t close = at + 3;
    while (close < units_.size() && !units_[close].escaped && isdigit(units_[close].byte)) ++close;
    size_t octal = at + 3;
    while (octal < close && (!is(at + 3, '0') || units_[octal].byte < '8')) ++octal;
    if (!is(close, ']') || octal < close) {
        for (size_t each = octal; each < units_.size(); ++each) {
            if (units_[each].escaped) return true;
            if (!is(each, ']')) continue;
            std::string count;
            for (size_t digit = at + 3; digit < each; ++digit)
                count += static_cast<char>(units_[digit].byte);
            warn("invalid repeat count %s in [c*n] construct", quoted(count).c_str());
            return false;
        }
        return true;
    }
    size_t count = 0;
    const unsigned base = is(at + 3, '0') ? 8 : 10;
    for (size_t each = at + 3; each < close; ++each) {
        count = count * base + units_[each].byte - '0';
        if (count > 1u << 20) count = 1u << 20;
    }
    taken = true;
    if (!second && !count) {
        warn("the [c*] repeat construct may not appear in string1");
        return false;
    }
    const char byte = static_cast<char>(units_[at + 1].byte);
    if (count) {
        bytes_.append(count, byte);
    } else if (has_fill_) {
        warn("only one [c*] repeat construct may appear in string2");
        return false;
    } else {
        has_fill_ = true;
        fill_at_ = bytes_.size();
        fill_byte_ = byte;
    }
    at = close + 1;
    return true;
}

bool tr_set::parse(const char *text, bool second) {
    if (!read_units(text)) return false;
    for (size_t at = 0; at < units_.size();) {
        if (is(at, '[')) {
            bool taken;
            if (!parse_bracket(at, taken)) return false;
            if (taken) continue;
            if (!parse_repeat(at, second, taken)) return false;
            if (taken) continue;
        }
        const unsigned char first = units_[at].byte;
        if (is(at + 1, '-') && at + 2 < units_.size()) {
            const unsigned char last = units_[at + 2].byte;
            if (last < first) {
                warn("range-endpoints of '%s-%s' are in reverse collating sequence order",
                     shown(first).c_str(), shown(last).c_str());
                return false;
            }
            for (unsigned c = first; c <= last; ++c) bytes_ += static_cast<char>(c);
            at += 3;
            continue;
        }
        bytes_ += static_cast<char>(first);
        ++at;
    }
    return true;
}

void tr_set::fill(size_t length) {
    if (!has_fill_ || bytes_.size() >= length) return;
    bytes_.insert(fill_at_, length - bytes_.size(), fill_byte_);
}

std::string tr_set::complement() const {
    bool contained[256] = {};
    for (const char c : bytes_) contained[static_cast<unsigned char>(c)] = true;
    std::string others;
    for (unsigned c = 0; c < 256; ++c)
        if (!contained[c]) others += static_cast<char>(c);
    return others;
}
