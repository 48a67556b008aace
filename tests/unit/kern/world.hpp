/// \file
/// What the tests of kern/ stand on: a processor to play, threads without a task's services, panics
/// that can be expected.
#pragma once

#include <functional>
#include <memory>

#include <kern/processor.hpp>
#include <kern/thread.hpp>

/// Makes processors 0 to count - 1 run, with empty queues, and plays number 0. Time is 0.
void world_reset(unsigned count);
/// Plays that processor from now on.
void play(unsigned cpu);
/// Reschedule signals sent to `cpu` since world_reset.
unsigned signals_to(unsigned cpu);
/// What happens when interrupts are let in; nothing by default.
extern std::function<void()> on_long_work;
/// Runs `body`; \return whether it panicked.
bool panics(const std::function<void()> &body);

struct thread_deleter {
    void operator()(thread *t) const;
};
using thread_pointer = std::unique_ptr<thread, thread_deleter>;
/// A thread that runs, on no processor, with no AST.
thread_pointer make_thread(unsigned priority);
