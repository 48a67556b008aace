/// \file
/// How long a thread is in its application, by the counter and without a trap: the division of its
/// processor time into user and system time rests on it.
#pragma once

#include <machine/counter.hpp>
#include <thread_block.hpp>

namespace posix {

/// On the way into the library.
inline void leave_application(thread_block &block) {
    // An interruption on the way out comes here a second time.
    if (block.times.left_at != 0)
        block.times.application_ticks += machine::read_counter() - block.times.left_at;
    block.times.left_at = 0;
}
/// The last of all on the way out.
inline void enter_application(thread_block &block) {
    block.times.left_at = machine::read_counter();
}

}  // namespace posix
