/// \file
/// How the calls that leave a restart record (thread_block::restart) go on.
#pragma once

#include <thread_block.hpp>

namespace posix {

long restart_futex(const restart_record &record);
long restart_sleep(const restart_record &record);

}  // namespace posix
