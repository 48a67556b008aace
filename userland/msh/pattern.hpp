// Pattern matching: * ? [...], with UTF-8 characters.
#pragma once

#include <stddef.h>

#include <string_view>

namespace msh {

// In a pattern this byte says that the next one was quoted. In text that becomes a pattern it is
// itself preceded by one.
inline constexpr char quote_mark = 1;

bool matches(std::string_view pattern, std::string_view text);

// How many bytes at the beginning (end) of the text match, at least or at most; -1 if none do.
long match_prefix(std::string_view pattern, std::string_view text, bool longest);
long match_suffix(std::string_view pattern, std::string_view text, bool longest);

// May it match anything else than itself? A bracket that nothing can close is plain text.
bool has_wildcard(std::string_view pattern);

}  // namespace msh
