/// \file
/// A thread's user registers and the views of them that the kernel and other tasks get. Arm ARM
/// (DDI 0487) D1.
#pragma once

#include <cstddef>
#include <cstdint>

#include <kern/result.hpp>

class thread;

namespace machine {

/// All user registers but floating point. Entry code knows the offsets (layout.h).
struct alignas(16) frame {
    uint64_t x[31];
    uint64_t sp;
    uint64_t pc;
    uint64_t pstate;
    uint64_t tls;              ///< TPIDR_EL0; live in the register while the thread is current
    uint64_t emulation_entry;  ///< cached by set_current for the redirect of system calls, like the
                               ///< next two
    uint64_t emulation_block;
    uint64_t emulation_limit;  ///< calls from below this address are redirected; 0: none
};

/// The whole user FP/SIMD state.
struct alignas(16) fp_state {
    uint64_t q[32][2];
    uint64_t fpsr, fpcr;
    bool used;      ///< in the thread's last turn at a processor
    uint8_t eager;  ///< further turns that it gets FP in from the start
};

/// PSTATE bits that user mode may choose: NZCV, DIT, SSBS; the rest of a user PSTATE is zero (EL0,
/// AArch64, interrupts on).
inline constexpr uint64_t pstate_user_mask = 0xf0000000u | 1u << 24 | 1u << 12;

/// As Linux takes it: the low half of x8.
inline int64_t syscall_number(const frame &f) { return static_cast<int32_t>(f.x[8]); }
template <unsigned N>
inline uint64_t argument(const frame &f) {
    static_assert(N < 8);
    return f.x[N];
}
inline void set_argument(frame &f, unsigned n, uint64_t value) { f.x[n] = value; }
inline void set_return(frame &f, int64_t value) { f.x[0] = static_cast<uint64_t>(value); }
/// The call is to be executed again: no register has been changed yet, the pc stands behind `svc`.
inline void rewind_syscall(frame &f) { f.pc -= 4; }

inline uint64_t pc(const frame &f) { return f.pc; }
inline uint64_t sp(const frame &f) { return f.sp; }
inline uint64_t flags(const frame &f) { return f.pstate; }
inline void set_pc(frame &f, uint64_t value) { f.pc = value; }
inline void set_sp(frame &f, uint64_t value) { f.sp = value; }
inline frame user_frame(uint64_t pc, uint64_t sp) {
    frame f{};
    f.pc = pc;
    f.sp = sp;
    return f;
}

/// User TLS register (TPIDR_EL0) of a thread, current or not.
void set_tls(thread &t, uint64_t address);

/// Register state by flavour, see <mach/machine/aarch64_thread_status.h>. `t` is current or
/// stopped.
/// \param count words at `words` on entry, words written on return. KERN_INVALID_ARGUMENT: unknown
/// flavour or too little room.
[[nodiscard]] result<> get_state(const thread &t, int flavor, uint32_t *words, uint32_t &count);
/// Takes only what user mode may have: no privileged bit gets through.
[[nodiscard]] result<> set_state(thread &t, int flavor, const uint32_t *words, uint32_t count);

}  // namespace machine
