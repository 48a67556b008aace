#pragma once

#include <cstdint>
#include <vector>

/// The characters of a text: code points of UTF-8, or bytes.
enum class character_set : char { bytes, utf8 };

/// A byte that is no part of UTF-8, as a character of its own.
constexpr uint32_t stray_byte = 0x110000;

/// A set of characters.
class regex_set {
public:
    struct range {
        uint32_t first, last;
    };

    void add(uint32_t first, uint32_t last) { ranges_.push_back({first, last}); }
    void add(uint32_t code) { add(code, code); }
    /// Adds a class as in [:alpha:]. False if there is none of this name.
    [[nodiscard]] bool add_class(const char *name, character_set characters);
    /// Adds the other cases of all letters.
    void fold(character_set characters);
    /// Makes it the characters that were not in it.
    void negate(character_set characters);
    /// Sorts the ranges and joins those that touch.
    void normalise();

    /// In order and disjoint after `normalise` or `negate`.
    [[nodiscard]] const std::vector<range> &ranges() const { return ranges_; }

private:
    std::vector<range> ranges_;
};

/// Letters of ASCII only, if characters are bytes.
[[nodiscard]] uint32_t lower_case(uint32_t code, character_set characters);
[[nodiscard]] uint32_t upper_case(uint32_t code, character_set characters);

/// Calls `visit` with the other cases of a letter.
template <typename Visitor>
void each_other_case(uint32_t code, character_set characters, Visitor visit) {
    if (const uint32_t lower = lower_case(code, characters); lower != code) visit(lower);
    if (const uint32_t upper = upper_case(code, characters); upper != code) visit(upper);
}
