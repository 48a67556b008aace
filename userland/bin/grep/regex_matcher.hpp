#pragma once

#include "bin/grep/regex_dfa.hpp"
#include "bin/grep/text_match.hpp"

#include <optional>
#include <string_view>

/// Finds an expression without back references, in time that is linear in the text.
class regex_matcher {
public:
    /// Null if the expression is too large.
    static std::unique_ptr<regex_matcher> create(const regex_tree &tree, uint32_t root,
                                                 char line_end);

    /// A place in the first line of [at, end) that matches, or null. `at` is the start of a line; a
    /// match may be at `end`, in a last line without an end.
    [[nodiscard]] const char *find_line(const char *at, const char *end) {
        return search_.find(at, end);
    }

    /// The first match in `line` that begins at `from` or later, and the longest of those that
    /// begin there. `from` is 0 for every new line.
    [[nodiscard]] text_match find(std::string_view line, size_t from);

private:
    regex_matcher(regex_program &&forward, regex_program &&backward, char line_end);
    void mark_starts(std::string_view line);
    [[nodiscard]] const char *longest(std::string_view line, size_t from);

    const regex_program forward_, backward_;
    const char line_end_;
    regex_dfa search_;
    std::optional<regex_dfa> mark_, extend_;
    std::vector<bool> starts_;  // where in the line matches begin
};
