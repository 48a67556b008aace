/// \file
/// The scheduler's face to the rest of the kernel; implementation in sched.cpp and processor.cpp.
#pragma once

#include <cstdint>

#include <machine/thread_state.hpp>

class thread;

/// Puts a runnable thread (not current, not queued) into a run queue and kicks a processor if it should preempt.
void sched_enqueue(thread &t);
/// The way out of every kernel entry: serves the current thread's ASTs, runs continuations, picks the next thread, idles
/// while there is none. \return the frame to resume.
machine::frame *sched_exit();
