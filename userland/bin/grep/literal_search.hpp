#pragma once

#include "bin/grep/string_search.hpp"
#include "bin/grep/text_match.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Finds fixed strings.
class literal_search {
public:
    /// `fold`: letters match in either case.
    literal_search(std::vector<std::string> literals, bool fold);
    literal_search(const literal_search &) = delete;
    literal_search &operator=(const literal_search &) = delete;

    /// The first place where a literal is, and the longest one there.
    [[nodiscard]] text_match find(const char *at, const char *end) const;

    /// The next shorter literal that begins where `match` does.
    [[nodiscard]] text_match find_shorter(text_match match) const;

private:
    void fill_shifts();
    [[nodiscard]] text_match find_by_shifts(const char *at, const char *end) const;
    [[nodiscard]] text_match find_by_starts(const char *at, const char *end) const;
    [[nodiscard]] text_match match_at(const char *at, const char *end) const;

    std::vector<std::string> literals_;  // the longest first
    bool fold_;
    bool starts_[256] = {};
    size_t shortest_ = 0;
    // For each pair of bytes, how far the end of a literal is at least when they are read.
    std::vector<uint8_t> shifts_;
    std::optional<string_search> single_;
};
