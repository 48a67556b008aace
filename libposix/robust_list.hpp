/// \file
/// Robust futexes (Linux's set_robust_list): mutexes that their owner's end must not leave locked
/// for ever.
#pragma once

#include <thread_block.hpp>

namespace posix {

/// Walks the thread's list and marks each futex that it still owns with the owner-died bit, waking
/// one waiter each. Stops at anything that cannot be read, and after 2048 entries.
void release_robust_list(const thread_block &block);

}  // namespace posix
