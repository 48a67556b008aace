/// \file
/// Entries from assembly, and the one way each interrupt is served, from user mode or idle.
#pragma once

#include <mach/vm_types.h>
#include <machine/thread_state.hpp>

namespace machine {

/// Set before others are told by NMI to stop.
extern "C" volatile bool machine_halting;

/// Serves an interrupt vector (not an exception). \param f the interrupted thread's frame, or null
/// when idle.
/// \return the frame to resume.
frame *serve_interrupt(frame *f, unsigned vector);

/// What a page fault's error code says that was tried (Intel SDM 3A 4.7).
constexpr vm_prot_t access_of(uint64_t error) {
    constexpr uint64_t write = 1u << 1, instruction_fetch = 1u << 4;
    return error & instruction_fetch ? VM_PROT_EXECUTE
           : error & write           ? VM_PROT_WRITE
                                     : VM_PROT_READ;
}

/// Prints registers of kernel code that failed, and panics.
[[noreturn]] void panic_with_registers(const frame &f, const char *what);

}  // namespace machine
