#pragma once

#include <cstdint>
#include <string_view>

/// The orders of `sort` that are not those of text. Negative, zero or positive.

/// Decimal numbers of any length behind blanks; what is not a number counts as 0.
[[nodiscard]] int compare_numbers(std::string_view a, std::string_view b);
/// A number that orders as compare_numbers does, where it differs.
[[nodiscard]] uint64_t number_prefix(std::string_view text);
/// Numbers with a letter behind them (2K, 1G): by sign, letter, number.
[[nodiscard]] int compare_human_numbers(std::string_view a, std::string_view b);
/// What strtold reads; no number comes first, then NaN.
[[nodiscard]] int compare_general_numbers(std::string_view a, std::string_view b);
/// Abbreviated English month names behind blanks; what is none comes first.
[[nodiscard]] int compare_months(std::string_view a, std::string_view b);
/// By a hash that differs from run to run.
[[nodiscard]] int compare_randomly(std::string_view a, std::string_view b);
