/// \file
/// POSIX's rule that a process gives up all its record locks on a file when it closes any
/// descriptor of it. The file server does not see descriptors being closed, only the last right
/// going, so it is told.
#pragma once

#include <mach/port.h>

namespace posix {

/// This process has asked for a record lock: from now on closing costs a message.
void record_locks_used();
/// Before a descriptor of `file` (which may be null) is closed.
void give_up_record_locks(mach_port_t file);
/// Before the process ends: who waits for them goes on, though others may have the files open.
void give_up_all_record_locks();

}  // namespace posix
