/// \file
/// Entries from assembly, and the one way each interrupt is served, from user mode or idle.
#pragma once

#include <machine/thread_state.hpp>

namespace machine {

/// Set before others are told by NMI to stop.
extern "C" volatile bool machine_halting;

/// Serves an interrupt vector (not an exception). \param f the interrupted thread's frame, or null
/// when idle.
/// \return the frame to resume.
frame *serve_interrupt(frame *f, unsigned vector);

/// Prints registers of kernel code that failed, and panics.
[[noreturn]] void panic_with_registers(const frame &f, const char *what);

}  // namespace machine
