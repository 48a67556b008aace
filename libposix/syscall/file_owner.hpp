/// \file
/// Signals of open files (SIGIO).
#pragma once

#include <cstdint>

#include <mach/port.h>

#include <owned_right.hpp>

namespace posix {

/// fcntl's F_GETOWN, F_SETOWN, F_GETOWN_EX, F_SETOWN_EX, F_GETSIG, F_SETSIG.
long file_owner_call(mach_port_t file, uint32_t command, uint64_t argument);
/// O_ASYNC, by fcntl or FIOASYNC. \return 0, -EINVAL where files of this kind have no signals.
long tell_changes(int fd, bool on);
/// A new owner of open files, who is nobody yet. \return 0 or -errno.
long new_owner(owned_right &owner);

}  // namespace posix
