/// \file
/// Changing what a processor has in user mode.
#pragma once

#include <machine/thread_state.hpp>

namespace machine {

/// Thread registers that the kernel does not use itself.
inline void save_fp(fp_state &to) { asm volatile("fxsave64 %0" : "=m"(to)); }
inline void load_fp(const fp_state &from) { asm volatile("fxrstor64 %0" : : "m"(from)); }

/// Makes `f`, the current thread's, what this processor will go to in user mode: TLS, emulation
/// block, the place where interrupts save registers. Also to be called when the current thread's
/// emulation block or its task's emulation vector has changed.
void set_current(frame &f);
/// Saves what the thread may have changed in user mode without entering the kernel: nothing, since
/// CR4.FSGSBASE is off.
inline void leave_current(frame &) {}
/// Goes to user mode from outside a trap (start-up).
extern "C" [[noreturn]] void machine_enter_user(frame *f);
[[noreturn]] inline void enter_user(frame &f) { machine_enter_user(&f); }

}  // namespace machine
