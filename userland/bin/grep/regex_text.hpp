#pragma once

#include <optional>
#include <string>

/// Operations on regular expressions as text, before regcomp(3) sees them.

/// The string that `pattern` stands for, if it matches nothing else.
[[nodiscard]] std::optional<std::string> literal_of_regex(const std::string &pattern,
                                                          bool extended);

/// A string that every match of `pattern` contains; empty if none is known.
[[nodiscard]] std::string needle_of_regex(const std::string &pattern, bool extended);

/// An extended regular expression with braces that begin no interval made ordinary characters.
[[nodiscard]] std::string portable_extended_regex(const std::string &pattern);

[[nodiscard]] bool has_back_reference(const std::string &pattern);

/// The basic regular expression (with \| \+ \?) that means the same as an extended one.
[[nodiscard]] std::string basic_regex(const std::string &extended);

/// `pattern` such that it matches whole lines only, or as its second subexpression words only.
/// Its back references are changed with it.
[[nodiscard]] std::string wrapped_regex(const std::string &pattern, bool extended, bool words,
                                        bool lines);
