#pragma once

#include "bin/grep/regex_set.hpp"

#include <cstddef>

/// A place between two characters.
enum class regex_edge : uint8_t {
    line_begin,
    line_end,
    word_edge,
    no_word_edge,
    word_begin,
    word_end,
    not_after_word,
    not_before_word
};

struct regex_node {
    enum kind : uint8_t {
        empty,
        character,       ///< the code `first`
        set,             ///< sets[first]
        edge,            ///< `where`
        back_reference,  ///< to the group whose expression is `first`
        concatenation,   ///< of `first` and `second`
        alternation,     ///< of `first` and `second`
        repetition       ///< of `first`, `least` to `most` times
    };
    static constexpr uint32_t unlimited = ~uint32_t{0};

    kind what;
    regex_edge where = {};
    uint32_t first = 0, second = 0;
    uint32_t least = 0, most = 0;
};

/// A regular expression. Operands stand before what they are operands of, so that nobody need go
/// through it recursively.
struct regex_tree {
    static constexpr uint32_t none = ~uint32_t{0};

    std::vector<regex_node> nodes;
    std::vector<regex_set> sets;
    character_set characters = character_set::bytes;
    bool fold = false;  ///< characters match in either case; sets have both already

    std::vector<const char *> useless;  ///< operators at the start of an expression

    uint32_t add(const regex_node &node) {
        nodes.push_back(node);
        return static_cast<uint32_t>(nodes.size() - 1);
    }
    uint32_t add(regex_edge where) { return add({.what = regex_node::edge, .where = where}); }
    /// Nodes that are `none` are left out.
    uint32_t concatenate(uint32_t first, uint32_t second) {
        if (first == none || second == none) return first == none ? second : first;
        return add({.what = regex_node::concatenation, .first = first, .second = second});
    }
    uint32_t alternate(uint32_t first, uint32_t second) {
        if (first == none) return second;
        return add({.what = regex_node::alternation, .first = first, .second = second});
    }
};
