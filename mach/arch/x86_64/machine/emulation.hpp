/// \file
/// Entering an emulation library by the slow way (<mach/emulation.h> says what it finds there).
#pragma once

#include <kern/user_copy.hpp>
#include <machine/thread_state.hpp>

namespace machine {

/// Saves what `entry`'s code needs to go back into the emulation block at user address `block` of
/// the current thread and changes `f` so that it resumes at `entry`. On an error (as copy_out's)
/// nothing has changed.
[[nodiscard]] result<> enter_emulation(frame &f, user_address block, user_address entry);

}  // namespace machine
