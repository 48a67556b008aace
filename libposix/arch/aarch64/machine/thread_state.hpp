/// \file
/// Register state of a thread that is to begin in the library, for thread_set_state.
#pragma once

#include <cstdint>

#include <protocol/posix_image.hpp>
#include <thread_block.hpp>

namespace posix::machine {

/// A thread that begins at `entry` on `stack` with one argument, and the caller's thread pointer.
protocol::posix_thread_state thread_state(uint64_t entry, uint64_t stack, uint64_t argument,
                                          const thread_block &caller);
/// The application's registers as thread's first: the caller's, the call's result 0, another stack
/// and thread pointer where wanted.
void begin_like(thread_block &block, const thread_block &caller, uint64_t stack_pointer,
                bool set_thread_pointer, uint64_t thread_pointer);
/// Gives the calling thread the thread pointer that its block says. Called once, by a new thread.
void adopt_thread_pointer(thread_block &block);
/// Clears registers and points them at a program's first instruction.
void begin_program(thread_block &block, uint64_t entry, uint64_t stack_pointer);

}  // namespace posix::machine
