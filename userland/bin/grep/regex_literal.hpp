#pragma once

#include "bin/grep/regex_tree.hpp"

#include <optional>
#include <string>

/// The string that the expression with the nodes from `first` to `root` stands for, if it matches
/// nothing else (but for the case of ASCII's letters).
[[nodiscard]] std::optional<std::string> literal_of(const regex_tree &tree, uint32_t first,
                                                    uint32_t root);

/// Adds strings to `needles` of which every match of the expression contains one. False if none are
/// known that are worth looking for.
[[nodiscard]] bool add_needles(const regex_tree &tree, uint32_t root,
                               std::vector<std::string> &needles);
