/// \file
/// Linux's signal frame of this architecture.
#pragma once

#include <signal_action.hpp>
#include <thread_block.hpp>

namespace posix::machine {

/// Builds the frame on the application's stack (or its alternate one) and points the registers at
/// the handler.
/// \return false when the stack cannot be written; nothing has changed then.
[[nodiscard]] bool push_signal_frame(thread_block &block, const protocol::signal_info &info,
                                     const signal_action &action, signal_set interrupted_mask);
/// rt_sigreturn: takes registers, mask and alternate stack from the frame at the stack pointer.
/// false: it cannot be read.
[[nodiscard]] bool pop_signal_frame(thread_block &block);

}  // namespace posix::machine
