/// \file
/// What this server asks the process server.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace port {

/// Does the process live? When the process server cannot say, yes.
bool process_exists(uint32_t pid);

/// Asks for an io_ready to `port`, with the pid as its cookie, when the process has ended or if it
/// has. \return whether the process server has been asked.
[[nodiscard]] bool tell_end_of(uint32_t pid, mach_port_t port);

}  // namespace port
