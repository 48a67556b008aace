/// \file
/// The threads of a process: their blocks in a list, and what a thread's beginning and end take.
#pragma once

#include <thread_block.hpp>

namespace posix {

/// Bytes of the mapping for one further thread: a guard page, the library's stack, the block at its
/// top.
inline constexpr uint64_t thread_region_size = 0x12000;

/// Maps stack and block of a new thread, all of it zero but what makes it a block. \return null
/// when there is no memory.
thread_block *allocate_thread_block();
void free_thread_block(thread_block &block);

void add_thread(thread_block &block);
void remove_thread(thread_block &block);
/// Interrupts one thread that would take a signal of `signals` (it does not block it, or waits for
/// it), other than the caller.
void interrupt_thread_accepting(uint64_t signals);
/// Ends the calling thread, the process if it is the last: robust futexes, clear_tid.
[[noreturn]] void exit_thread(int status);
/// After fork or exec: the calling thread is the only one; frees what the others had.
void become_only_thread();
/// Marks the robust futexes that the thread still owns as having lost their owner, and clears and
/// wakes clear_tid.
void release_futexes(thread_block &block);

/// Takes every other thread off its processor once.
void pause_other_threads();
/// Is there a thread with that id in this process?
bool has_thread(int32_t tid);
/// Ticks that living threads have spent in the application; of others that are there now, until
/// they came out of the library.
uint64_t living_application_ticks();

}  // namespace posix
