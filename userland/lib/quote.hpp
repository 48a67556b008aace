#pragma once

#include <string>
#include <string_view>

/// `name` in apostrophes as GNU's tools show a file name in a message: a shell would read the same
/// bytes back. Control characters, and bytes above 127 outside a UTF-8 locale, become $'\NNN'.
[[nodiscard]] std::string quoted(std::string_view name);

/// Whether a shell would read `name` as something else without quotes.
[[nodiscard]] bool needs_quotes(std::string_view name);

/// The same, but as it is where a shell needs no quotes.
[[nodiscard]] std::string quoted_if_needed(std::string_view name);

/// The length of the printable character at the start of `text` in the locale's encoding; 0 if
/// there is none.
[[nodiscard]] size_t printable_length(std::string_view text);
