// Where people live.
#pragma once

#include <string_view>

namespace msh {

// The home of that user by /etc/passwd, in scratch; null if there is no such user.
const char *home_folder(std::string_view user);

}  // namespace msh
