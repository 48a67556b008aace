#pragma once

#include <cstddef>
#include <cstdint>

/// Ranges of the bytes of some characters that have equally many.
struct utf8_sequence {
    struct range {
        uint8_t low, high;
    };
    range bytes[4];
    size_t size = 0;
};

/// Calls `visit` with sequences that together are the characters from `first` to `last`, without
/// those that UTF-8 does not have. Ranges are split until all but the leading bytes run over all
/// values or one, as R. Cox tells in "Regular Expression Matching in the Wild".
template <typename Visitor>
void each_utf8_sequence(uint32_t first, uint32_t last, Visitor visit) {
    const auto split = [&](uint32_t end) {
        if (first > end || last <= end) return false;
        each_utf8_sequence(first, end, visit);
        each_utf8_sequence(end + 1, last, visit);
        return true;
    };
    if (split(0x7f) || split(0x7ff) || split(0xd7ff) || split(0xdfff) || split(0xffff)) return;
    if (first >= 0xd800 && last <= 0xdfff) return;
    utf8_sequence result;
    result.size = first < 0x80 ? 1 : first < 0x800 ? 2 : first < 0x10000 ? 3 : 4;
    for (size_t at = 1; at < result.size; ++at) {
        const uint32_t mask = (1u << (6 * at)) - 1;
        if ((first & ~mask) == (last & ~mask)) continue;
        if (first & mask) {
            split(first | mask);
            return;
        }
        if ((last & mask) != mask) {
            split((last & ~mask) - 1);
            return;
        }
    }
    for (size_t at = result.size; at--; first >>= 6, last >>= 6) {
        const uint32_t lead = result.size == 1 ? 0 : 0xf00u >> result.size & 0xff;
        const auto byte = [&](uint32_t code) {
            return static_cast<uint8_t>(at ? 0x80 | (code & 0x3f) : lead | code);
        };
        result.bytes[at] = {byte(first), byte(last)};
    }
    visit(result);
}
