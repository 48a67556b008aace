#pragma once

#include "bin/grep/regex_tree.hpp"

#include <expected>
#include <string_view>

/// Adds the expression `pattern` to `tree`, as GNU's grep reads basic and extended expressions.
/// Returns its root, or a message.
[[nodiscard]] std::expected<uint32_t, const char *> parse_regex(std::string_view pattern,
                                                                bool extended, regex_tree &tree);

/// Adds the characters of `text` to `tree`.
[[nodiscard]] uint32_t parse_fixed(std::string_view text, regex_tree &tree);
