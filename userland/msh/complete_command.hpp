// Has a command been typed to its end?
#pragma once

#include <string_view>

namespace msh {

// False if the parser would ask for another line: inside quotes, compound commands, here-documents
// and behind operators. A text that is wrong is complete: the parser is to say so.
bool is_complete_command(std::string_view text);

}  // namespace msh
