#pragma once

#include "bin/grep/text_match.hpp"

#include <string>
#include <cstddef>
#include <string_view>

/// `c`, or its lower case if `fold`. Letters of ASCII only.
[[nodiscard]] inline unsigned char folded_byte(unsigned char c, bool fold) {
    return fold && c >= 'A' && c <= 'Z' ? c | 32 : c;
}

/// Whether `literal`, which is folded if `fold`, stands at `at`.
[[nodiscard]] inline bool literal_is_at(const char *at, std::string_view literal, bool fold) {
    for (const char c : literal)
        if (folded_byte(static_cast<unsigned char>(*at++), fold) != static_cast<unsigned char>(c))
            return false;
    return true;
}

/// Whether text has `c` hardly ever.
[[nodiscard]] bool is_rare_byte(char c);

/// Finds one string by its rarest bytes, many places at once. How rare a byte is is a guess from
/// text and programs.
class string_search {
public:
    /// `literal` is not empty, is folded if `fold`, and outlives the search.
    string_search(std::string_view literal, bool fold);

    /// Whether its rarest byte is hardly found in text.
    [[nodiscard]] bool has_rare_byte() const { return rare_byte_; }

    [[nodiscard]] text_match find(const char *at, const char *end) const;

    /// Looks for the rarest byte alone, which is the quickest where it is not there. Gives up
    /// where it is frequent: no match, and `at` is the place to go on from.
    [[nodiscard]] text_match find_by_byte(const char *&at, const char *end) const;

private:
    [[nodiscard]] bool matches(const char *at) const { return literal_is_at(at, literal_, fold_); }

    std::string_view literal_;
    bool fold_, rare_byte_;
    size_t rare_[2];  // where its two rarest bytes stand
};
