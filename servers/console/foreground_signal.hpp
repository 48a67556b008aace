/// \file
/// What the terminal asks of the process server.
#pragma once

#include <cstdint>

#include <mach/kern_return.h>

/// Sends `signal` to every member of the group; does not wait.
void send_group_signal(uint32_t process_group, int signal);
/// Is there a process group of that id in that session? unix_error(ESRCH), unix_error(EPERM).
kern_return_t group_in_session(uint32_t process_group, uint32_t session);
