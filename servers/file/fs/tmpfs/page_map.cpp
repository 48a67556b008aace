#include <fs/tmpfs/page_map.hpp>

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace tmpfs {

namespace {

constexpr uint64_t page_size = 4096;

/// Bits [first, last) of a word; last up to 64.
constexpr uint64_t mask_of(uint64_t first, uint64_t last) {
    return (~uint64_t{0} << first) & (~uint64_t{0} >> (64 - last));
}

/// Calls `visit(leaf, word, mask)` for each word that [first, last) touches.
template <class Visit>
void for_each_word(uint64_t first, uint64_t last, uint64_t leaf_bits, Visit visit) {
    while (first < last) {
        const uint64_t word = first / 64;
        const uint64_t end = std::min(last, (word + 1) * 64);
        visit(first / leaf_bits, word % (leaf_bits / 64), mask_of(first % 64, end - word * 64));
        first = end;
    }
}

}  // namespace

bool page_map::test(uint64_t page) const {
    const uint64_t at = page / leaf_bits;
    if (at >= leaves_.size() || !leaves_[at]) return false;
    return (leaves_[at]->words[page % leaf_bits / 64] >> (page % 64)) & 1;
}

void page_map::clear(uint64_t page) {
    if (!test(page)) return;
    leaves_[page / leaf_bits]->words[page % leaf_bits / 64] &= ~(uint64_t{1} << page % 64);
    --count_;
}

uint64_t page_map::missing(uint64_t first, uint64_t last) const {
    uint64_t missing = 0;
    for_each_word(first, last, leaf_bits, [&](uint64_t at, uint64_t word, uint64_t mask) {
        const uint64_t held = at < leaves_.size() && leaves_[at] ? leaves_[at]->words[word] : 0;
        missing += static_cast<uint64_t>(std::popcount(mask & ~held));
    });
    return missing;
}

bool page_map::set(uint64_t first, uint64_t last) {
    if (first == last) return true;
    const uint64_t leaf_end = (last - 1) / leaf_bits + 1;
    if (leaf_end > leaves_.size() && !leaves_.resize(leaf_end)) return false;
    for (uint64_t at = first / leaf_bits; at < leaf_end; ++at) {
        if (leaves_[at]) continue;
        if (!(leaves_[at] = static_cast<leaf *>(std::calloc(1, sizeof(leaf))))) return false;
        ++leaf_count_;
    }
    for_each_word(first, last, leaf_bits, [&](uint64_t at, uint64_t word, uint64_t mask) {
        uint64_t &held = leaves_[at]->words[word];
        count_ += static_cast<uint64_t>(std::popcount(mask & ~held));
        held |= mask;
    });
    return true;
}

uint64_t page_map::overhead(uint64_t first, uint64_t last) const {
    uint64_t entries = leaves_.size(), leaves = leaf_count_;
    if (first < last) {
        const uint64_t leaf_end = (last - 1) / leaf_bits + 1;
        for (uint64_t at = first / leaf_bits; at < leaf_end; ++at)
            leaves += at >= leaves_.size() || !leaves_[at];
        entries = std::max<uint64_t>(entries, leaf_end);
    }
    return (entries * sizeof(leaf *) + leaves * sizeof(leaf)) / page_size;
}

void page_map::clear(uint64_t first, uint64_t last) {
    last = std::min(last, leaves_.size() * leaf_bits);
    for_each_word(first, last, leaf_bits, [&](uint64_t at, uint64_t word, uint64_t mask) {
        if (!leaves_[at]) return;
        uint64_t &held = leaves_[at]->words[word];
        count_ -= static_cast<uint64_t>(std::popcount(mask & held));
        held &= ~mask;
    });
}

uint64_t page_map::next(uint64_t from, uint64_t end, bool set) const {
    while (from < end) {
        const uint64_t at = from / leaf_bits;
        const bool empty = at >= leaves_.size() || !leaves_[at];
        if (empty && !set) return from;
        if (empty) {
            from = (at + 1) * leaf_bits;
            continue;
        }
        const uint64_t word = leaves_[at]->words[from % leaf_bits / 64];
        const uint64_t left = (set ? word : ~word) >> (from % 64);
        if (left != 0) return std::min(end, from + static_cast<uint64_t>(std::countr_zero(left)));
        from = (from / 64 + 1) * 64;
    }
    return end;
}

uint64_t page_map::clear_from(uint64_t first) {
    const uint64_t before = count_;
    const uint64_t end = leaves_.size() * leaf_bits;
    for (uint64_t at = first / leaf_bits; at < leaves_.size(); ++at) {
        leaf *l = leaves_[at];
        if (!l) continue;
        const uint64_t begin = std::max(first, at * leaf_bits);
        for_each_word(begin, std::min(end, (at + 1) * leaf_bits), leaf_bits,
                      [&](uint64_t, uint64_t word, uint64_t mask) {
                          count_ -= static_cast<uint64_t>(std::popcount(mask & l->words[word]));
                          l->words[word] &= ~mask;
                      });
        if (begin == at * leaf_bits) {
            std::free(l);
            leaves_[at] = nullptr;
            --leaf_count_;
        }
    }
    const uint64_t kept = (first + leaf_bits - 1) / leaf_bits;
    if (kept == 0)
        leaves_.reset();
    else if (kept < leaves_.size())
        (void)leaves_.resize(kept);
    return before - count_;
}

}  // namespace tmpfs
