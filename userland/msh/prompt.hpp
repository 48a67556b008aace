// PS1, PS2 and PS4.
#pragma once

namespace msh {

// The variable's value, or `usual` if it is unset, with its expansions and \-escapes done; in
// scratch.
const char *expand_prompt(const char *variable, const char *usual);

}  // namespace msh
