#include "bin/grep/literal_search.hpp"

#include "lib/order.hpp"

#include <algorithm>
#include <cstring>

namespace {

constexpr size_t longest_shift = 250;
// From which length on shifts are quicker than comparing two bytes at every place.
constexpr size_t worth_shifting = 7;

uint16_t pair_at(const char *at) {
    uint16_t pair;
    std::memcpy(&pair, at, sizeof pair);
    return pair;
}

/// Calls `visit` with `c`, and with its capital if `fold`.
template <typename Visitor>
void each_case(char c, bool fold, Visitor visit) {
    visit(c);
    if (fold && c >= 'a' && c <= 'z') visit(static_cast<char>(c & ~32));
}

}  // namespace

literal_search::literal_search(std::vector<std::string> literals, bool fold)
    : literals_(std::move(literals)), fold_(fold) {
    for (std::string &each : literals_) {
        for (char &c : each)
            c = static_cast<char>(folded_byte(static_cast<unsigned char>(c), fold));
        if (each.empty()) continue;
        each_case(each[0], fold, [&](char c) { starts_[static_cast<unsigned char>(c)] = true; });
    }
    order(literals_, [](const auto &a, const auto &b) { return a.size() > b.size(); });
    if (literals_.empty()) return;
    shortest_ = literals_.back().size();
    if (literals_.size() == 1 && shortest_) single_.emplace(literals_[0], fold);
    if (shortest_ >= (single_ ? worth_shifting : 2)) fill_shifts();
}

/// S. Wu, U. Manber, "A fast algorithm for multi-pattern searching", with blocks of two bytes that
/// are their own hash.
void literal_search::fill_shifts() {
    const size_t window = std::min(shortest_, longest_shift);
    shifts_.assign(65536, static_cast<uint8_t>(window - 1));
    for (const std::string &each : literals_) {
        for (size_t at = 0; at + 2 <= window; ++at) {
            each_case(each[at], fold_, [&](char first) {
                each_case(each[at + 1], fold_, [&](char second) {
                    const char pair[] = {first, second};
                    uint8_t &shift = shifts_[pair_at(pair)];
                    shift = std::min(shift, static_cast<uint8_t>(window - 2 - at));
                });
            });
        }
    }
}

text_match literal_search::match_at(const char *at, const char *end) const {
    for (const std::string &each : literals_)
        if (static_cast<size_t>(end - at) >= each.size() && literal_is_at(at, each, fold_))
            return {at, at + each.size()};
    return {};
}

text_match literal_search::find_shorter(text_match match) const {
    const auto size = static_cast<size_t>(match.end - match.begin);
    for (const std::string &each : literals_)
        if (each.size() < size && literal_is_at(match.begin, each, fold_))
            return {match.begin, match.begin + each.size()};
    return {};
}

text_match literal_search::find_by_shifts(const char *at, const char *end) const {
    const size_t window = std::min(shortest_, longest_shift);
    if (static_cast<size_t>(end - at) < window) return {};
    const uint8_t *const shifts = shifts_.data();
    const char *pair = at + window - 2;  // the last two bytes of the window
    const char *const last = end - 2;
    constexpr std::ptrdiff_t unchecked = 4 * longest_shift;
    for (;;) {
        size_t shift = 1;
        while (shift && last - pair >= unchecked) {
            pair += shifts[pair_at(pair)];
            pair += shifts[pair_at(pair)];
            pair += shifts[pair_at(pair)];
            // What stays in place once stays there.
            shift = shifts[pair_at(pair)];
            pair += shift;
        }
        while (pair <= last && (shift = shifts[pair_at(pair)])) pair += shift;
        if (pair > last) return {};
        const text_match match = match_at(pair - (window - 2), end);
        if (match) return match;
        ++pair;
    }
}

text_match literal_search::find_by_starts(const char *at, const char *end) const {
    for (; at <= end; ++at) {
        if (shortest_)
            while (at < end && !starts_[static_cast<unsigned char>(*at)]) ++at;
        if (at == end && shortest_) return {};
        if (const text_match match = match_at(at, end)) return match;
    }
    return {};
}

text_match literal_search::find(const char *at, const char *end) const {
    if (literals_.empty()) return {};
    if (single_ && single_->has_rare_byte())
        if (const text_match match = single_->find_by_byte(at, end)) return match;
    if (!shifts_.empty()) return find_by_shifts(at, end);
    return single_ ? single_->find(at, end) : find_by_starts(at, end);
}
