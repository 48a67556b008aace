#include "bin/grep/regex_states.hpp"

#include "lib/order.hpp"

#include <algorithm>

namespace {

bool holds(regex_edge where, regex_neighbour before, regex_neighbour after) {
    const bool word_before = before == regex_neighbour::word;
    const bool word_after = after == regex_neighbour::word;
    switch (where) {
    case regex_edge::line_begin: return before == regex_neighbour::edge;
    case regex_edge::line_end: return after == regex_neighbour::edge;
    case regex_edge::word_edge: return word_before != word_after;
    case regex_edge::no_word_edge: return word_before == word_after;
    case regex_edge::word_begin: return !word_before && word_after;
    case regex_edge::word_end: return word_before && !word_after;
    case regex_edge::not_after_word: return !word_before;
    case regex_edge::not_before_word: return !word_after;
    }
    return false;
}

}  // namespace

void regex_states::add(uint32_t first) {
    open_.push_back(first);
    while (!open_.empty()) {
        const uint32_t at = open_.back();
        open_.pop_back();
        if (contains(at)) continue;
        // Jumps are members only so that they are not taken again.
        member_[at] = static_cast<uint32_t>(members_.size());
        members_.push_back(at);
        const regex_instruction &i = program_.code[at];
        if (i.what != regex_instruction::split && i.what != regex_instruction::jump) continue;
        open_.push_back(at + static_cast<uint32_t>(i.first));
        if (i.what == regex_instruction::split)
            open_.push_back(at + static_cast<uint32_t>(i.second));
    }
}

void regex_states::pass_edges(regex_neighbour before, regex_neighbour after) {
    if (program_.read == regex_program::direction::backward) std::swap(before, after);
    for (size_t each = 0; each < members_.size(); ++each) {
        const uint32_t at = members_[each];
        const regex_instruction &i = program_.code[at];
        if (i.what == regex_instruction::edge && holds(i.where, before, after)) add(at + 1);
    }
}

void regex_states::add_after(const regex_states &from, unsigned char byte) {
    for (const uint32_t at : from.members_) {
        const regex_instruction &i = program_.code[at];
        if (i.what == regex_instruction::range
                ? byte >= i.low && byte <= i.high
                : i.what == regex_instruction::bytes &&
                      program_.sets[static_cast<size_t>(i.first)][byte])
            add(at + 1);
    }
}

void regex_states::assign(const uint32_t *begin, const uint32_t *end) {
    clear();
    for (; begin != end; ++begin) {
        member_[*begin] = static_cast<uint32_t>(members_.size());
        members_.push_back(*begin);
    }
}

/// Keeps only what a byte, an edge or the end decides about.
void regex_states::sort() {
    std::erase_if(members_, [&](uint32_t at) {
        const auto what = program_.code[at].what;
        return what == regex_instruction::split || what == regex_instruction::jump;
    });
    order(std::span(members_), [](uint32_t a, uint32_t b) { return a < b; });
    for (uint32_t each = 0; each < members_.size(); ++each) member_[members_[each]] = each;
}

bool regex_states::has(regex_instruction::operation what) const {
    return std::any_of(members_.begin(), members_.end(),
                       [&](uint32_t at) { return program_.code[at].what == what; });
}
