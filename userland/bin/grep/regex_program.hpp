#pragma once

#include "bin/grep/regex_tree.hpp"

#include <bitset>
#include <optional>

struct regex_instruction {
    enum operation : uint8_t {
        range,  ///< a byte from `low` to `high`
        bytes,  ///< a byte in sets[first]
        split,  ///< go on at both `first` and `second`
        jump,   ///< go on at `first`
        edge,   ///< go on behind it where `where` holds
        match
    };
    operation what;
    regex_edge where = {};
    uint8_t low = 0, high = 0;
    int32_t first = 0, second = 0;  ///< relative to this instruction
};

/// A nondeterministic automaton over bytes (Thompson 1968).
struct regex_program {
    enum class direction : char { forward, backward };

    std::vector<regex_instruction> code;
    std::vector<std::bitset<256>> sets;
    character_set characters = character_set::bytes;
    direction read = direction::forward;
    bool has_edges = false;
};

/// The program of the expression `root` for a text that is read in this direction. A back reference
/// is taken for anything that its group can match. Nothing if it would be larger than is sensible.
[[nodiscard]] std::optional<regex_program> compile_regex(const regex_tree &tree, uint32_t root,
                                                         regex_program::direction read);
