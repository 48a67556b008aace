#pragma once

#include "bin/grep/library_regex.hpp"
#include "bin/grep/literal_search.hpp"
#include "bin/grep/regex_matcher.hpp"

#include <memory>
#include <optional>

/// What `grep` looks for: patterns of which one must match.
class grep_pattern {
public:
    enum class syntax : char { basic, extended, fixed };
    struct candidate {
        const char *place;  ///< in a line; null if no line matches
        bool certain;       ///< that line does match
    };

    syntax kind = syntax::basic;
    bool fold = false;         ///< -i
    bool whole_words = false;  ///< -w
    bool whole_lines = false;  ///< -x

    grep_pattern() = default;
    grep_pattern(const grep_pattern &) = delete;
    grep_pattern &operator=(const grep_pattern &) = delete;

    /// Prepares `patterns`, after the members above are set, for lines with this end. False after a
    /// message.
    [[nodiscard]] bool compile(const std::vector<std::string> &patterns, char line_end);

    /// Whether there is nothing to look for but an empty string.
    [[nodiscard]] bool matches_every_line() const {
        return only_empty_ && !whole_words && !whole_lines;
    }

    /// A place in [at, end), whole lines, such that no line that ends before it matches.
    [[nodiscard]] candidate next(const char *at, const char *end) const;

    /// Whether something in `line` (without its end) matches.
    [[nodiscard]] bool matches(std::string_view line) const;

    /// The first match in `line` that begins at `from` or later, and the longest of those that
    /// begin there. `from` is 0 for every new line.
    [[nodiscard]] text_match find(std::string_view line, size_t from) const;

private:
    /// What is known of the patterns while they are read.
    struct parts {
        regex_tree tree;
        uint32_t exact = regex_tree::none;  ///< those without back references
        uint32_t all = regex_tree::none;
        std::vector<std::string> literals, needles;
        bool all_literal = true, all_have_needles = true;
    };
    bool add(const std::string &pattern, parts &to);
    bool make_matchers(parts &of, char line_end);
    [[nodiscard]] text_match find_literal(std::string_view line, size_t from) const;

    std::optional<literal_search> literals_;  ///< all patterns, if all are fixed
    std::optional<literal_search> needle_;    ///< a string that a matching line must have
    std::unique_ptr<regex_matcher> matcher_;  ///< those without back references
    std::unique_ptr<regex_matcher> filter_;   ///< what matches has a match of it, if `referring_`
    std::vector<std::unique_ptr<library_regex>> referring_;
    bool only_empty_ = false;
};
