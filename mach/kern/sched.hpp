/// \file
/// The scheduler's face to the rest of the kernel. docs/scheduling.md tells how it works.
#pragma once

#include <cstdint>

#include <kern/trap.hpp>
#include <machine/thread_state.hpp>

class thread;

/// Longest run of one thread while another of its priority waits, nanoseconds.
inline constexpr uint64_t sched_quantum = 10'000'000;

/// Puts a runnable thread (not current, not queued) into a run queue and kicks a processor if it
/// should preempt. Locks up to `timer` may be held.
void sched_enqueue(thread &t);
/// The way out of every kernel entry: serves the current thread's ASTs, runs continuations, picks
/// the next thread, idles while there is none. \return the frame to resume.
machine::frame *sched_exit();
/// Stores a trap's or continuation's outcome in the registers of `self`, the current thread.
/// \return as sched_exit.
machine::frame *sched_finish(thread &self, trap_outcome outcome);
/// What the timer interrupt means for the current thread's time slice.
void sched_tick(uint64_t now);
/// Marks the current thread for preemption if this processor's queue has something better.
void sched_check();
/// Has the current thread give way to others of its priority on its way out.
void sched_give_way();
/// Has the current thread, which is about to give way and not to wait, the lowest priority until
/// its next turn or `deadline` (nanoseconds, or no_deadline), whichever comes first.
void sched_depress(thread &self, uint64_t deadline);
/// A thread that waits for its turn at the lowest priority gets its own one again.
void sched_end_depression(thread &t);
/// Lets `t` look at its ASTs soon, wherever it is in user mode.
void sched_notice(thread &t);
/// The current thread has ended and its structure may go: the processor has none now.
void sched_drop_current();
