/// \file
/// RLIMIT_FSIZE.
#pragma once

#include <cstdint>

#include <mach/port.h>

namespace posix {

/// Is there a limit at all? Costs nothing.
bool file_size_limited();
/// How many of `size` bytes may be written to a regular file at `offset` (or
/// protocol::io_at_position). \return them; -EFBIG, with SIGXFSZ raised, when it is none; or what
/// asking the file gave.
long within_file_size(mach_port_t file, uint64_t size, int64_t offset);
/// May a file become `size` bytes long? \return 0; -EFBIG, with SIGXFSZ raised.
long check_file_size(uint64_t size);

}  // namespace posix
