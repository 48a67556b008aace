/// \file
/// Paths that name a descriptor of the process itself, which no server can know: /dev/fd/N,
/// /proc/self/fd/N, /dev/stdin and so on.
#pragma once

#include <string_view>

#include <user_copy.hpp>

namespace posix {

/// \return the descriptor, or -1 when the path is an ordinary one.
int descriptor_of_path(std::string_view path);
/// The same for a path of the application's; -1 also when it cannot be read.
int descriptor_of_path(user_address path);

}  // namespace posix
