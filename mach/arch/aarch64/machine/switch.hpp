/// \file
/// Changing what a processor has in user mode.
#pragma once

#include <mach/emulation.h>
#include <machine/cpu.hpp>
#include <machine/thread_state.hpp>

namespace machine {

/// Thread registers that the kernel does not use itself.
extern "C" void machine_save_fp(fp_state *to);
extern "C" void machine_load_fp(const fp_state *from);
inline void save_fp(fp_state &to) { machine_save_fp(&to); }
inline void load_fp(const fp_state &from) { machine_load_fp(&from); }

/// CPACR_EL1.FPEN, for user mode: the kernel may always. Takes effect with the way to user mode.
inline bool fp_enabled() {
    uint64_t value;
    asm volatile("mrs %0, cpacr_el1" : "=r"(value));
    return (value >> 21 & 1) != 0;
}
inline void enable_fp(bool on) {
    asm volatile("msr cpacr_el1, %0" ::"r"(uint64_t{on ? 3u : 1u} << 20));
}

/// Turns at the processor for which a thread that has used FP in two in succession gets it without
/// asking again.
inline constexpr uint8_t eager_turns = 32;

/// The current thread leaves its processor. A turn without FP, which is disabled until its first
/// use, costs neither saving nor loading.
inline void leave_fp(fp_state &fp) {
    fp.used = fp_enabled();
    if (fp.used) save_fp(fp);
}
/// A thread gets a processor; `here`: which still has what it saved. \return whether the registers
/// are the thread's now.
inline bool enter_fp(fp_state &fp, bool here) {
    if (fp.eager == 0) [[likely]] {
        if (fp_enabled()) enable_fp(false);
        return here;
    }
    --fp.eager;
    if (!here) load_fp(fp);
    enable_fp(true);
    return true;
}
/// The current thread's first use.
inline void use_fp(fp_state &fp, bool here) {
    if (!here) load_fp(fp);
    if (fp.used) fp.eager = eager_turns;
    enable_fp(true);
}

/// What entry code has to know of a task's emulation vector.
struct redirection {
    uint64_t entry = 0;
    uint64_t limit = 0;  ///< calls from below this are redirected
};
inline redirection make_redirection(const mach_emulation_t &emulation) {
    return {emulation.syscall_entry, emulation.syscall_entry != 0 ? emulation.image_start : 0};
}

/// Makes `f`, the current thread's, what this processor will go to in user mode: TLS and emulation
/// block registers. Also to be called when the current thread's emulation block or its task's
/// emulation vector has changed.
/// \param block the thread's emulation block, a user address or 0
[[gnu::always_inline]] inline void set_current(frame &f, const redirection &to, uint64_t block) {
    this_cpu().current_frame = &f;
    f.emulation_entry = to.entry;
    f.emulation_block = block;
    f.emulation_limit = block != 0 ? to.limit : 0;
    asm volatile("msr tpidr_el0, %0; msr tpidrro_el0, %1" ::"r"(f.tls), "r"(block));
}
/// Saves what the thread may have changed in user mode without entering the kernel: TPIDR_EL0.
inline void leave_current(frame &f) { asm volatile("mrs %0, tpidr_el0" : "=r"(f.tls)); }
/// Goes to user mode from outside a trap (start-up).
extern "C" [[noreturn]] void machine_enter_user(frame *f);
[[noreturn]] inline void enter_user(frame &f) { machine_enter_user(&f); }

}  // namespace machine
