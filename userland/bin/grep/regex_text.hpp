#pragma once

#include <string>

/// Operations on regular expressions as text, before regcomp(3) sees them.

/// An extended regular expression with braces that begin no interval made ordinary characters.
[[nodiscard]] std::string portable_extended_regex(const std::string &pattern);

/// The basic regular expression (with \| \+ \?) that means the same as an extended one.
[[nodiscard]] std::string basic_regex(const std::string &extended);

/// `basic` such that it matches whole lines only. Its back references are changed with it.
[[nodiscard]] std::string whole_line_regex(const std::string &basic);
