/// \file
/// Changing what a processor has in user mode.
#pragma once

#include <mach/emulation.h>
#include <machine/cpu.hpp>
#include <machine/msr.hpp>
#include <machine/thread_state.hpp>

namespace machine {

/// Thread registers that the kernel does not use itself.
inline void save_fp(fp_state &to) { asm volatile("fxsave64 %0" : "=m"(to)); }
inline void load_fp(const fp_state &from) { asm volatile("fxrstor64 %0" : : "m"(from)); }
/// The current thread leaves its processor, or gets one; `here`: which still has what it saved.
/// \return whether the registers are the thread's now. One instruction each is hardly worth being
/// put off to the first use, as ARM64 does.
inline void leave_fp(fp_state &fp) { save_fp(fp); }
inline bool enter_fp(fp_state &fp, bool here) {
    if (!here) load_fp(fp);
    return true;
}
inline void use_fp(fp_state &, bool) {}

/// What entry code has to know of a task's emulation vector.
struct redirection {
    uint64_t entry = 0;  ///< always a user address: what it names may not exist, but it is not the
                         ///< kernel's
    uint64_t limit = 0;  ///< calls from below this are redirected
};
redirection make_redirection(const mach_emulation_t &emulation);

/// Makes `f`, the current thread's, what this processor will go to in user mode: TLS, emulation
/// block, the place where interrupts save registers. Also to be called when the current thread's
/// emulation block or its task's emulation vector has changed.
/// \param block the thread's emulation block, a user address or 0
[[gnu::always_inline]] inline void set_current(frame &f, const redirection &to, uint64_t block) {
    cpu_local &cpu = this_cpu();
    cpu.current_frame = &f;
    cpu.tss->rsp0 = reinterpret_cast<uint64_t>(&f) + FRAME_TRAP_SIZE;
    cpu.emulation_entry = to.entry;
    cpu.emulation_limit = block != 0 ? to.limit : 0;
    cpu.emulation_block = block;
    // Even if they are the same: loading a selector in user mode changes both.
    write_msr(MSR_FS_BASE, f.fs_base);
    write_msr(MSR_KERNEL_GS_BASE, block);
}
/// Saves what the thread may have changed in user mode without entering the kernel: nothing, since
/// CR4.FSGSBASE is off.
inline void leave_current(frame &) {}
/// Goes to user mode from outside a trap (start-up).
extern "C" [[noreturn]] void machine_enter_user(frame *f);
[[noreturn]] inline void enter_user(frame &f) { machine_enter_user(&f); }

}  // namespace machine
