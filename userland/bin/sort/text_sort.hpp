#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// A line, with eight of its bytes as a number.
struct text_line {
    uint64_t prefix;
    size_t begin, size;  ///< in the text that has it

    [[nodiscard]] std::string_view in(const char *text) const { return {text + begin, size}; }
};

/// Orders lines of `text` by their unsigned bytes, the shorter first where one begins with the
/// other. Uses `prefix` for itself. Time is linear in the bytes that tell lines apart, but for
/// the logarithm of the number of lines: words are sorted, then what has the same word by the next
/// one (multikey quicksort: Bentley and Sedgewick, 1997), and what all have in common is skipped.
void sort_text(const char *text, std::span<text_line> lines);
