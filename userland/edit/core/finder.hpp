#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "edit/core/regex_machine.hpp"
#include "edit/core/text.hpp"

namespace edit {

/// What is searched for.
struct search_terms {
    std::string pattern;
    bool regular = false;     ///< a regular expression
    bool match_case = false;  ///< else only if it has a capital letter
};

/// Finds a pattern in a text in both directions.
class finder {
public:
    /// The error is a text for people.
    [[nodiscard]] static std::expected<finder, const char *> create(const search_terms &terms);

    /// The first match that begins in [from, to], if `interrupted` does not end the search.
    [[nodiscard]] std::optional<regex_match> forward(const text &in, size_t from, size_t to,
                                                     bool crlf, bool (*interrupted)()) const;
    /// The last match that begins before `before`, of those that follow each other from the
    /// beginning of a line.
    [[nodiscard]] std::optional<regex_match> backward(const text &in, size_t before, bool crlf,
                                                      bool (*interrupted)()) const;

    /// What a match is replaced by: `with`, where \0 to \9, \n and \t are special if the pattern is
    /// a regular expression.
    [[nodiscard]] std::string replacement(const text &in, const regex_match &match,
                                          std::string_view with) const;

    /// Where to look for the match after `match`: an empty one is not found twice.
    [[nodiscard]] static size_t behind(const text &in, const regex_match &match);

private:
    explicit finder(regex_program &&program, bool regular)
        : program_(std::move(program)), regular_(regular) {}

    regex_program program_;
    bool regular_;
};

}  // namespace edit
