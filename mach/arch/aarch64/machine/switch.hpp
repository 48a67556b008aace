/// \file
/// Changing what a processor has in user mode.
#pragma once

#include <machine/thread_state.hpp>

namespace machine {

/// Thread registers that the kernel does not use itself.
extern "C" void machine_save_fp(fp_state *to);
extern "C" void machine_load_fp(const fp_state *from);
inline void save_fp(fp_state &to) { machine_save_fp(&to); }
inline void load_fp(const fp_state &from) { machine_load_fp(&from); }

/// Makes `f`, the current thread's, what this processor will go to in user mode: TLS and emulation
/// block registers. Also to be called when the current thread's emulation block or its task's
/// emulation vector has changed.
void set_current(frame &f);
/// Saves what the thread may have changed in user mode without entering the kernel: TPIDR_EL0.
inline void leave_current(frame &f) { asm volatile("mrs %0, tpidr_el0" : "=r"(f.tls)); }
/// Goes to user mode from outside a trap (start-up).
extern "C" [[noreturn]] void machine_enter_user(frame *f);
[[noreturn]] inline void enter_user(frame &f) { machine_enter_user(&f); }

}  // namespace machine
