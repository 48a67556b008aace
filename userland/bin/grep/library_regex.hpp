#pragma once

#include "bin/grep/text_match.hpp"

#include <memory>
#include <regex.h>
#include <string>
#include <string_view>

/// An expression with back references, which the C library matches.
class library_regex {
public:
    struct options {
        bool extended, fold;
        bool whole_words, whole_lines;
    };

    /// Null after a message.
    static std::unique_ptr<library_regex> create(const std::string &pattern, options how);
    ~library_regex() { regfree(&compiled_); }
    library_regex(const library_regex &) = delete;
    library_regex &operator=(const library_regex &) = delete;

    /// The first match in `line` that begins at `from` or later.
    [[nodiscard]] text_match find(std::string_view line, size_t from) const;

private:
    library_regex() = default;
    [[nodiscard]] text_match find_any(std::string_view line, size_t from) const;

    regex_t compiled_ = {};
    bool fold_ = false;
    bool bounded_ = false;  // a match counts only if it is a word
};
