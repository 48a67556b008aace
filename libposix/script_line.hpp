/// \file
/// The first line of a script: "#! interpreter [one argument]".
#pragma once

#include <string_view>

namespace posix {

/// Linux reads so much of it.
inline constexpr unsigned script_line_max = 256;

struct script_line {
    std::string_view interpreter, argument;  ///< views of the text; no argument: empty
};

/// \return whether `text`, the file's beginning, is such a line with an interpreter.
bool parse_script_line(std::string_view text, script_line &line);

}  // namespace posix
