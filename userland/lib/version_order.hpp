#pragma once

#include <string_view>

/// Orders names with numbers in them by their value (a2 before a10), as `ls -v` and `sort -V` do.
/// Negative, zero or positive. The order is that of the Debian policy manual, section 5.6.12, with
/// file name suffixes (.tar.gz) compared last and hidden files first.
[[nodiscard]] int version_order(std::string_view a, std::string_view b);
