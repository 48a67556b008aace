/// \file
/// How the calls that leave a restart record (thread_block::restart) go on.
#pragma once

#include <thread_block.hpp>

namespace posix {

/// ERESTARTNOINTR: a call is made again whatever the handler's flags are. As those of errno_of.hpp.
inline constexpr long restart_whatever = -513;

long restart_futex(const restart_record &record);
long restart_sleep(const restart_record &record);

}  // namespace posix
