/// \file
/// What this server asks the process server.
#pragma once

#include <cstdint>

namespace port {

/// Does the process live? When the process server cannot say, yes.
bool process_exists(uint32_t pid);

}  // namespace port
