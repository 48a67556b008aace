#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

#include "edit/core/literal_prefix.hpp"

namespace edit {

/// What a pattern of search is compiled to, for a virtual machine whose threads all advance
/// together (Thompson 1968; Pike's captures, after Cox, "Regular Expression Matching: the Virtual
/// Machine Approach", 2009): time is linear in the text, whatever the pattern.
struct regex_instruction {
    enum operation : uint8_t {
        character,  ///< the code point `value`
        any,        ///< any but a newline
        set,        ///< sets[value]
        split,      ///< go on at both `first` and `second`, the first preferred
        jump,       ///< go on at `first`
        save,       ///< note the offset in slot `value`
        line_begin,
        line_end,
        word_edge,
        no_word_edge,
        word_begin,
        word_end,
        match
    };
    operation what;
    uint32_t value = 0;
    int32_t first = 0, second = 0;  ///< relative to this instruction
};

/// A bracket expression.
struct regex_set {
    struct range {
        uint32_t first, last;
    };
    bool negated = false;
    std::vector<range> ranges;

    [[nodiscard]] bool contains(uint32_t code) const;
};

struct regex_program {
    /// Groups that are noted, \0 to \9.
    static constexpr size_t groups = 10;

    std::vector<regex_instruction> code;
    std::vector<regex_set> sets;
    bool ignore_case = false;
    /// Bytes that a match can begin with.
    std::bitset<256> first_bytes;
    /// What every match begins with; may be empty.
    literal_prefix prefix;
};

struct regex_options {
    bool literal = false;  ///< no character is special
    bool ignore_case = false;
};

/// POSIX extended expressions, preferring leftmost-first as Perl does, and: lazy repetition (*?),
/// \d \w \s and their opposites, \b \B \< \>, \t \n \xHH \x{H...}. The error is a text for people.
[[nodiscard]] std::expected<regex_program, const char *> compile_regex(std::string_view pattern,
                                                                       regex_options options);

/// The small letter of a capital one, in the Latin, Greek and Cyrillic alphabets.
[[nodiscard]] uint32_t fold_case(uint32_t code);

/// An invalid byte as the machine sees it: a character of its own.
constexpr uint32_t regex_byte = 0x110000;

}  // namespace edit
