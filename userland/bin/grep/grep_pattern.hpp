#pragma once

#include "bin/grep/literal_search.hpp"

#include <memory>
#include <optional>
#include <regex.h>

/// What `grep` looks for: patterns of which one must match.
class grep_pattern {
public:
    enum class syntax : char { basic, extended, fixed };

    syntax kind = syntax::basic;
    bool fold = false;         ///< -i
    bool whole_words = false;  ///< -w
    bool whole_lines = false;  ///< -x

    grep_pattern() = default;
    ~grep_pattern();
    grep_pattern(const grep_pattern &) = delete;
    grep_pattern &operator=(const grep_pattern &) = delete;

    /// Prepares `patterns`, after the members above are set. False after a message.
    [[nodiscard]] bool compile(const std::vector<std::string> &patterns);

    /// Whether there is nothing to look for but an empty string.
    [[nodiscard]] bool matches_every_line() const {
        return only_empty_ && !whole_words && !whole_lines;
    }

    /// A place in [at, end), whole lines, such that no line that ends before it matches; null if no
    /// line does.
    [[nodiscard]] const char *candidate(const char *at, const char *end) const;

    /// The first match in `line` (without its end) that begins at `from` or later, and the longest
    /// of those that begin there.
    [[nodiscard]] text_match find(std::string_view line, size_t from) const;

private:
    struct expression {
        regex_t compiled;
        size_t group;  ///< of the subexpression that is the pattern itself
        bool bounded;  ///< a match counts only if it is a word
    };
    bool add_expression(const std::string &pattern);
    [[nodiscard]] text_match find_literal(std::string_view line, size_t from) const;
    [[nodiscard]] text_match find_expression(const expression &each, std::string_view line,
                                             size_t from) const;

    std::optional<literal_search> literals_;  ///< all patterns, if all are fixed
    std::optional<literal_search> needle_;    ///< a string that a matching line must have
    std::vector<std::unique_ptr<expression>> expressions_;
    bool only_empty_ = false;
};
