#pragma once

#include "bin/grep/regex_states.hpp"

#include <memory>

/// A deterministic automaton that is made of a program while it reads (Thompson 1968; Aho, "Pattern
/// Matching in Strings", 1980), in bounded memory: when there are too many states, it forgets them
/// all and goes on. What is behind a byte decides about edges, so that a state is left with the
/// knowledge of the byte behind it, and a match is known one byte later.
class regex_dfa {
public:
    enum class task : char {
        search,  ///< whether anything matches: stops there
        mark,    ///< where matches end, wherever they begin
        extend   ///< where matches end that begin at the first byte
    };

    /// `program` outlives it. `line_end` separates lines, and is in none.
    regex_dfa(const regex_program &program, task what, char line_end);
    regex_dfa(const regex_dfa &) = delete;
    regex_dfa &operator=(const regex_dfa &) = delete;

    struct state {
        state *next[256];
        uint32_t begin, size;  // its instructions in members_
        regex_neighbour before;
        uint8_t accepts;  // a bit for each neighbour behind
        bool idle;        // nothing can match before the next line
    };

    /// For `search`: a place in the first line of [at, end) that matches, or null. `at` is the
    /// start of a line.
    [[nodiscard]] const char *find(const char *at, const char *end);

    /// The state at a place behind `before`. States are valid until the next one is asked for.
    [[nodiscard]] state *start(regex_neighbour before) { return starting(before); }
    [[nodiscard]] state *after(state *from, char byte) {
        const auto c = static_cast<unsigned char>(byte);
        state *next = from->next[c];
        return next == &states_[unknown] ? make_next(from, c) : next;
    }
    /// Whether a match ends here.
    [[nodiscard]] static bool accepts(const state *at, regex_neighbour after) {
        return at->accepts >> static_cast<unsigned>(after) & 1;
    }
    /// Whether nothing can match any more.
    [[nodiscard]] static bool is_dead(const state *at) { return !at->size; }

    [[nodiscard]] regex_neighbour neighbour(char byte) const {
        return neighbours_[static_cast<unsigned char>(byte)];
    }

private:
    // States that lead to themselves, so that many bytes can be read before looking at the state.
    enum special : size_t { unknown, matched, ordinary };

    void fill_neighbours();
    void fill_classes();
    [[nodiscard]] bool waits_for_line(regex_neighbour before) const;
    void forget();
    state *starting(regex_neighbour before);
    state *make_next(state *from, unsigned char byte);
    state *intern(regex_neighbour before);
    [[nodiscard]] bool same(const state &known, regex_neighbour before) const;

    const regex_program &program_;
    const task task_;
    const char line_end_;
    regex_neighbour neighbours_[256];
    uint8_t first_of_class_[256];  // bytes are alike from there to the next that begins a class
    regex_states now_, later_;
    const std::unique_ptr<state[]> states_;
    size_t count_ = 0;
    unsigned forgotten_ = 0;  // how often
    state *starts_[3] = {};   // behind each neighbour, if known
    std::vector<uint32_t> members_;
    std::vector<uint16_t> buckets_;  // of states by their hash; 0 is none
};
