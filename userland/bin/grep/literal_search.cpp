#include "bin/grep/literal_search.hpp"

#include "lib/bytes.hpp"

#include <algorithm>

namespace {

/// How rare a byte is in text and programs; the greater the rarer.
size_t rarity(unsigned char c) {
    static constexpr std::string_view common =
        " etaoinsrlcdhupmf\ngyb,w.v_k-0\t1()\"/;=2S:TACIxE*R'>PDNLMO<F3B4q58\\6jz79G#&UHWV{}[]";
    const size_t rank = common.find(static_cast<char>(c));
    return rank == common.npos ? common.size() : rank;
}

bool is_letter(unsigned char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

}  // namespace

literal_search::literal_search(std::vector<std::string> literals, bool fold)
    : literals_(std::move(literals)), fold_(fold) {
    for (std::string &each : literals_) {
        for (char &c : each) c = static_cast<char>(folded(static_cast<unsigned char>(c)));
        if (each.empty()) {
            has_empty_ = true;
            continue;
        }
        const auto first = static_cast<unsigned char>(each[0]);
        starts_[first] = true;
        if (fold_ && is_letter(first)) starts_[first & ~32] = true;
    }
    std::sort(literals_.begin(), literals_.end(),
              [](const auto &a, const auto &b) { return a.size() > b.size(); });
    if (literals_.size() != 1 || has_empty_) return;
    const std::string &only = literals_[0];
    const auto rarest = [&](size_t other) {
        size_t best = other == 0 ? only.size() - 1 : 0;
        for (size_t each = 0; each < only.size(); ++each)
            if (each != other && rarity(static_cast<unsigned char>(only[each])) >
                                     rarity(static_cast<unsigned char>(only[best])))
                best = each;
        return best;
    };
    rare_[0] = rarest(only.size());
    rare_[1] = rarest(rare_[0]);
}

bool literal_search::matches(const char *at, const std::string &literal) const {
    for (const char c : literal)
        if (folded(static_cast<unsigned char>(*at++)) != static_cast<unsigned char>(c))
            return false;
    return true;
}

/// Looks for two bytes of the literal at their distance, sixteen places at once (W. Mula, "SIMD-
/// friendly algorithms for substring searching"), and compares the rest where both are.
text_match literal_search::find_one(const char *at, const char *end) const {
    const std::string &only = literals_[0];
    const auto length = static_cast<ptrdiff_t>(only.size());
    if (end - at < length) return {};
    const char *const last = end - length;  // where it can begin at the latest
    const auto first_byte = static_cast<unsigned char>(only[rare_[0]]);
    const auto second_byte = static_cast<unsigned char>(only[rare_[1]]);
    // Letters are compared in lower case, which others do not become equal to by chance for long.
    const unsigned char first_bit = fold_ && is_letter(first_byte) ? 32 : 0;
    const unsigned char second_bit = fold_ && is_letter(second_byte) ? 32 : 0;
    const auto places = [&](const char *from) {
        return ((load_bytes(from + rare_[0]) | first_bit) == first_byte) &
               ((load_bytes(from + rare_[1]) | second_bit) == second_byte);
    };
    while (last - at >= 63) {
        const auto a = places(at), b = places(at + 16), c = places(at + 32), d = places(at + 48);
        if (!byte_mask((a | b) | (c | d))) {
            at += 64;
            continue;
        }
        uint64_t mask = byte_mask(a) | uint64_t{byte_mask(b)} << 16 | uint64_t{byte_mask(c)} << 32 |
                        uint64_t{byte_mask(d)} << 48;
        for (; mask; mask &= mask - 1) {
            const char *place = at + __builtin_ctzll(mask);
            if (matches(place, only)) return {place, place + length};
        }
        at += 64;
    }
    for (; at <= last; ++at)
        if (matches(at, only)) return {at, at + length};
    return {};
}

text_match literal_search::find(const char *at, const char *end) const {
    if (literals_.empty()) return {};
    if (literals_.size() == 1 && !has_empty_) return find_one(at, end);
    for (; at <= end; ++at) {
        if (!has_empty_)
            while (at < end && !starts_[static_cast<unsigned char>(*at)]) ++at;
        if (at == end && !has_empty_) return {};
        for (const std::string &each : literals_)
            if (static_cast<size_t>(end - at) >= each.size() && matches(at, each))
                return {at, at + each.size()};
    }
    return {};
}
