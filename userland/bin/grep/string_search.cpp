#include "bin/grep/string_search.hpp"

#include "lib/bytes.hpp"

namespace {

// The most frequent first.
constexpr std::string_view common_bytes =
    " etaoinsrlcdhupmf\ngyb,w.v_k-0\t1()\"/;=2S:TACIxE*R'>PDNLMO<F3B4q58\\6jz79G#&UHWV{}[]";

/// The greater the rarer.
size_t rarity(char c) {
    const size_t rank = common_bytes.find(c);
    return rank == common_bytes.npos ? common_bytes.size() : rank;
}

bool is_letter(unsigned char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

}  // namespace

bool is_rare_byte(char c) { return rarity(c) > rarity('x'); }

string_search::string_search(std::string_view literal, bool fold) : literal_(literal), fold_(fold) {
    const auto rarest = [&](size_t other) {
        size_t best = other == 0 ? literal.size() - 1 : 0;
        for (size_t each = 0; each < literal.size(); ++each)
            if (each != other && rarity(literal[each]) > rarity(literal[best])) best = each;
        return best;
    };
    rare_[0] = rarest(literal.size());
    rare_[1] = rarest(rare_[0]);
    const char rare = literal[rare_[0]];
    rare_byte_ = is_rare_byte(rare) && !(fold && is_letter(static_cast<unsigned char>(rare)));
}

text_match string_search::find_by_byte(const char *&at, const char *end) const {
    constexpr std::ptrdiff_t block = 128;
    const auto length = static_cast<std::ptrdiff_t>(literal_.size());
    const auto byte = static_cast<unsigned char>(literal_[rare_[0]]);
    const char *const begin = at;
    std::ptrdiff_t misses = 0;
    const char *rare = at + rare_[0];
    for (const char *const last = end - length + rare_[0]; last - rare >= block; rare += block) {
        const auto is = [&](int n) { return load_bytes(rare + 16 * n) == byte; };
        if (!byte_mask((is(0) | is(1)) | (is(2) | is(3)) | ((is(4) | is(5)) | (is(6) | is(7)))))
            continue;
        for (int n = 0; n < 8; ++n) {
            for (unsigned mask = byte_mask(is(n)); mask; mask &= mask - 1) {
                const char *place = rare + 16 * n + __builtin_ctz(mask) - rare_[0];
                if (matches(place)) return {place, place + length};
                ++misses;
            }
        }
        if (misses * block > rare - begin + 16 * block) {
            rare += block;
            break;
        }
    }
    at = rare - rare_[0];
    return {};
}

/// Looks for two bytes of the literal at their distance, sixteen places at once (W. Mula, "SIMD-
/// friendly algorithms for substring searching"), and compares the rest where both are.
text_match string_search::find(const char *at, const char *end) const {
    const auto length = static_cast<std::ptrdiff_t>(literal_.size());
    if (end - at < length) return {};
    const char *const last = end - length;  // where it can begin at the latest
    const auto first_byte = static_cast<unsigned char>(literal_[rare_[0]]);
    const auto second_byte = static_cast<unsigned char>(literal_[rare_[1]]);
    // Letters are compared in lower case, which others do not become equal to by chance for long.
    const unsigned char first_bit = fold_ && is_letter(first_byte) ? 32 : 0;
    const unsigned char second_bit = fold_ && is_letter(second_byte) ? 32 : 0;
    const auto places = [&](const char *from) {
        return ((load_bytes(from + rare_[0]) | first_bit) == first_byte) &
               ((load_bytes(from + rare_[1]) | second_bit) == second_byte);
    };
    for (; last - at >= 63; at += 64) {
        const auto a = places(at), b = places(at + 16), c = places(at + 32), d = places(at + 48);
        if (!byte_mask((a | b) | (c | d))) continue;
        uint64_t mask = byte_mask(a) | uint64_t{byte_mask(b)} << 16 | uint64_t{byte_mask(c)} << 32 |
                        uint64_t{byte_mask(d)} << 48;
        for (; mask; mask &= mask - 1) {
            const char *place = at + __builtin_ctzll(mask);
            if (matches(place)) return {place, place + length};
        }
    }
    for (; at <= last; ++at)
        if (matches(at)) return {at, at + length};
    return {};
}
