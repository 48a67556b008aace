#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "edit/core/regex_program.hpp"

namespace edit {

/// The instructions of a pattern; its bracket expressions are added to `sets`.
[[nodiscard]] std::expected<std::vector<regex_instruction>, const char *> parse_regex(
    std::string_view pattern, regex_options options, std::vector<regex_set> &sets);

}  // namespace edit
