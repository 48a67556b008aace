#pragma once

#include "bin/grep/regex_set.hpp"

#include <expected>
#include <string_view>

/// Takes a bracket expression off the front of `text`, which stands behind its `[`. The error is a
/// message.
[[nodiscard]] std::expected<regex_set, const char *> take_bracket(std::string_view &text,
                                                                  character_set characters,
                                                                  bool fold);
