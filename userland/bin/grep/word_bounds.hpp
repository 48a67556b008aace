#pragma once

#include "bin/grep/text_match.hpp"

#include <string_view>

/// Whether `c` is a letter or digit of ASCII, or an underscore.
[[nodiscard]] inline bool is_word_byte(char c) {
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/// Whether no part of a word stands beside `match` in `line`.
[[nodiscard]] inline bool is_word_in(std::string_view line, text_match match) {
    return (match.begin == line.data() || !is_word_byte(match.begin[-1])) &&
           (match.end == line.data() + line.size() || !is_word_byte(*match.end));
}
