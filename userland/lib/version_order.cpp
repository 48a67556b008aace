#include "lib/version_order.hpp"

#include <algorithm>

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/// '~' sorts before the end, the end before letters, letters before everything else.
int rank(std::string_view text, size_t at) {
    if (at >= text.size()) return -1;
    const char c = text[at];
    if (is_digit(c)) return 0;
    if (is_letter(c)) return c;
    if (c == '~') return -2;
    return static_cast<unsigned char>(c) + 256;
}

int compare_parts(std::string_view a, std::string_view b) {
    size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        while ((i < a.size() && !is_digit(a[i])) || (j < b.size() && !is_digit(b[j]))) {
            const int difference = rank(a, i) - rank(b, j);
            if (difference) return difference;
            ++i;
            ++j;
        }
        while (i < a.size() && a[i] == '0') ++i;
        while (j < b.size() && b[j] == '0') ++j;
        int first = 0;
        while (i < a.size() && j < b.size() && is_digit(a[i]) && is_digit(b[j])) {
            if (!first) first = a[i] - b[j];
            ++i;
            ++j;
        }
        if (i < a.size() && is_digit(a[i])) return 1;
        if (j < b.size() && is_digit(b[j])) return -1;
        if (first) return first;
    }
    return 0;
}

/// The length without the suffix: (\.[A-Za-z~][A-Za-z0-9~]*)*$
size_t prefix_length(std::string_view name) {
    size_t prefix = 0;
    for (size_t at = 0; at < name.size();) {
        prefix = ++at;
        while (at + 1 < name.size() && name[at] == '.' &&
               (is_letter(name[at + 1]) || name[at + 1] == '~')) {
            at += 2;
            while (at < name.size() &&
                   (is_letter(name[at]) || is_digit(name[at]) || name[at] == '~'))
                ++at;
        }
        if (at == name.size()) return prefix;
        if (at > prefix) at = std::max(prefix, at - 1);
    }
    return prefix;
}

}  // namespace

int version_order(std::string_view a, std::string_view b) {
    if (a == b) return 0;
    if (a.empty() || b.empty()) return a.empty() ? -1 : 1;
    if ((a[0] == '.') != (b[0] == '.')) return a[0] == '.' ? -1 : 1;
    if (a[0] == '.') {
        for (const std::string_view special : {".", ".."}) {
            if (a == special) return -1;
            if (b == special) return 1;
        }
    }
    const size_t a_prefix = prefix_length(a), b_prefix = prefix_length(b);
    const bool no_suffix = a_prefix == a.size() && b_prefix == b.size();
    const int result = compare_parts(a.substr(0, a_prefix), b.substr(0, b_prefix));
    if (result || no_suffix) return result;
    return compare_parts(a, b);
}
