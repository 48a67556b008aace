#include "bin/grep/regex_dfa.hpp"

#include "lib/bytes.hpp"

#include <algorithm>

namespace {

constexpr size_t most_states = 1000, most_members = 1 << 20, buckets = 4096;
constexpr uint8_t all_neighbours = 7;

bool is_word_character_byte(unsigned c, character_set characters) {
    // Characters beyond ASCII are nearly all letters.
    if (c >= 0x80) return characters == character_set::utf8;
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

}  // namespace

regex_dfa::regex_dfa(const regex_program &program, task what, char line_end)
    : program_(program),
      task_(what),
      line_end_(line_end),
      now_(program),
      later_(program),
      states_(new state[most_states]) {
    fill_neighbours();
    fill_classes();
    for (const size_t each : {unknown, matched})
        std::fill_n(states_[each].next, 256, &states_[each]);
    forget();
}

void regex_dfa::fill_neighbours() {
    for (unsigned c = 0; c < 256; ++c)
        neighbours_[c] = is_word_character_byte(c, program_.characters) ? regex_neighbour::word
                                                                        : regex_neighbour::other;
    neighbours_[static_cast<unsigned char>(line_end_)] = regex_neighbour::edge;
}

/// Bytes that no instruction tells apart need be tried only once.
void regex_dfa::fill_classes() {
    std::bitset<257> begins;
    for (const regex_instruction &i : program_.code) {
        if (i.what != regex_instruction::range) continue;
        begins.set(i.low);
        begins.set(i.high + 1u);
    }
    for (unsigned c = 1; c < 256; ++c) {
        const bool differs = neighbours_[c] != neighbours_[c - 1];
        // Line ends lead elsewhere, whatever the program.
        if (differs && (program_.has_edges || neighbours_[c] == regex_neighbour::edge ||
                        neighbours_[c - 1] == regex_neighbour::edge))
            begins.set(c);
        for (const auto &set : program_.sets)
            if (set[c] != set[c - 1]) begins.set(c);
    }
    for (unsigned c = 0, first = 0; c < 256; ++c) {
        if (begins[c]) first = c;
        first_of_class_[c] = static_cast<uint8_t>(first);
    }
}

void regex_dfa::forget() {
    count_ = ordinary;
    ++forgotten_;
    std::fill_n(starts_, 3, nullptr);
    members_.clear();
    buckets_.assign(buckets, 0);
}

bool regex_dfa::same(const state &known, regex_neighbour before) const {
    return known.before == before && known.size == later_.members().size() &&
           std::equal(later_.members().begin(), later_.members().end(),
                      members_.begin() + known.begin);
}

/// Whether the instructions in `later_` do nothing but wait for the start of a line.
bool regex_dfa::waits_for_line(regex_neighbour before) const {
    return task_ == task::search && before != regex_neighbour::edge &&
           std::all_of(later_.members().begin(), later_.members().end(), [&](uint32_t at) {
               const regex_instruction &i = program_.code[at];
               return i.what == regex_instruction::edge && i.where == regex_edge::line_begin;
           });
}

/// The state of the instructions in `later_`.
regex_dfa::state *regex_dfa::intern(regex_neighbour before) {
    later_.sort();
    const bool edges = later_.has_edges();
    if (!edges) before = regex_neighbour::other;
    size_t hash = static_cast<size_t>(before);
    for (const uint32_t each : later_.members()) hash = (hash ^ each) * 0x9e3779b1u;
    hash ^= hash >> 15;
    for (size_t at = hash % buckets; buckets_[at]; at = (at + 1) % buckets)
        if (same(states_[buckets_[at]], before)) return &states_[buckets_[at]];

    if (count_ == most_states || (members_.size() > most_members && count_ > ordinary)) forget();
    size_t at = hash % buckets;
    while (buckets_[at]) at = (at + 1) % buckets;
    buckets_[at] = static_cast<uint16_t>(count_);
    state &made = states_[count_++];
    std::fill_n(made.next, 256, &states_[unknown]);
    made.begin = static_cast<uint32_t>(members_.size());
    made.size = static_cast<uint32_t>(later_.members().size());
    made.before = before;
    made.idle = waits_for_line(before);
    made.accepts = later_.has_match() ? all_neighbours : 0;
    members_.insert(members_.end(), later_.members().begin(), later_.members().end());
    if (!edges || made.accepts) return &made;
    for (const auto after :
         {regex_neighbour::edge, regex_neighbour::word, regex_neighbour::other}) {
        now_.assign(&members_[made.begin], &members_[made.begin] + made.size);
        now_.pass_edges(before, after);
        if (now_.has_match())
            made.accepts |= static_cast<uint8_t>(1u << static_cast<unsigned>(after));
    }
    return &made;
}

regex_dfa::state *regex_dfa::starting(regex_neighbour before) {
    state *&known = starts_[static_cast<size_t>(before)];
    if (known) return known;
    later_.clear();
    later_.add(0);
    state *const made = intern(before);
    return known = made;
}

regex_dfa::state *regex_dfa::make_next(state *from, unsigned char byte) {
    const regex_neighbour after = neighbours_[byte];
    const unsigned forgotten = forgotten_;
    state *next;
    if (task_ == task::search && accepts(from, after)) {
        next = &states_[matched];
    } else if (after == regex_neighbour::edge) {
        next = starting(after);
    } else {
        now_.assign(members_.data() + from->begin, members_.data() + from->begin + from->size);
        if (program_.has_edges) now_.pass_edges(from->before, after);
        later_.clear();
        if (task_ != task::extend) later_.add(0);
        later_.add_after(now_, byte);
        next = intern(after);
    }
    if (forgotten_ != forgotten) return next;  // and so is `from`
    for (unsigned c = first_of_class_[byte]; c < 256 && first_of_class_[c] == first_of_class_[byte];
         ++c)
        from->next[c] = next;
    return next;
}

const char *regex_dfa::find(const char *at, const char *end) {
    const bool unended = at == end || neighbour(end[-1]) != regex_neighbour::edge;
    state *current = starting(regex_neighbour::edge);
    const auto byte = [](const char *from) { return static_cast<unsigned char>(*from); };
    constexpr std::ptrdiff_t stride = 8;
    while (at < end) {
        while (end - at >= stride) {
            state *next = current;
#pragma clang loop unroll(full)
            for (std::ptrdiff_t n = 0; n < stride; ++n) next = next->next[byte(at + n)];
            if (next < &states_[ordinary]) break;
            current = next;
            at += stride;
            if (current->idle) at = find_byte(at, end, line_end_);
        }
        for (const char *const stop = end - at > stride ? at + stride : end; at < stop; ++at) {
            current = after(current, *at);
            if (current == &states_[matched]) return at;
        }
    }
    if (unended && accepts(current, regex_neighbour::edge)) return end;
    return nullptr;
}
