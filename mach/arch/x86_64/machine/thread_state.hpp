/// \file
/// A thread's user registers and the views of them that the kernel and other tasks get. Intel SDM
/// 3A 6.14 (what an interrupt pushes), 5.8.8 (SYSCALL).
#pragma once

#include <cstddef>
#include <cstdint>

#include <kern/result.hpp>
#include <machine/layout.h>

class thread;

namespace machine {

/// All user registers but floating point. An interrupt from user mode has the processor push
/// straight into it (TSS.rsp0), so that nothing is copied; entry code knows the offsets (layout.h).
struct alignas(16) frame {
    uint64_t r15 = 0, r14 = 0, r13 = 0, r12 = 0, rbp = 0, rbx = 0;
    uint64_t r11 = 0, r10 = 0, r9 = 0, r8 = 0, rax = 0, rcx = 0, rdx = 0, rsi = 0, rdi = 0;
    uint64_t kind = 0;   ///< vector, or FRAME_KIND_SYSCALL: rcx and r11 are those of SYSCALL and
                         ///< need not be restored
    uint64_t error = 0;  ///< the exception's error code
    uint64_t rip = 0, cs = USER_CS, rflags = RFLAGS_IF | 2, rsp = 0, ss = USER_DS;
    uint64_t fs_base = 0;  ///< user TLS
    uint64_t reserved = 0;
};

/// The whole user FP/SIMD state: an FXSAVE image (SDM 1 10.5.1), initially as after FNINIT.
struct alignas(16) fp_state {
    uint16_t control = 0x37f, status = 0;
    uint8_t tag = 0, reserved = 0;
    uint16_t opcode = 0;
    uint64_t instruction = 0, operand = 0;
    uint32_t mxcsr = 0x1f80, mxcsr_mask = 0;
    uint8_t registers[480] = {};
};
static_assert(sizeof(fp_state) == 512);

/// As Linux takes it: rax.
inline int64_t syscall_number(const frame &f) { return static_cast<int64_t>(f.rax); }
template <unsigned N>
inline uint64_t argument(const frame &f) {
    static_assert(N < 8);
    constexpr uint64_t frame::*places[] = {&frame::rdi, &frame::rsi, &frame::rdx, &frame::r10,
                                           &frame::r8,  &frame::r9,  &frame::r12, &frame::r13};
    return f.*places[N];
}
inline void set_return(frame &f, int64_t value) { f.rax = static_cast<uint64_t>(value); }
/// The call is to be executed again: no register has been changed yet, rip stands behind the two
/// bytes of `syscall`.
inline void rewind_syscall(frame &f) { f.rip -= 2; }

inline uint64_t pc(const frame &f) { return f.rip; }
inline uint64_t sp(const frame &f) { return f.rsp; }
inline uint64_t flags(const frame &f) { return f.rflags; }
/// Any value; one that user code cannot run at faults there.
inline void set_pc(frame &f, uint64_t value) {
    f.rip = value;
    // SYSRET takes only what SYSCALL gave; IRET loads r11 too, where an emulation library finds
    // the flags.
    if (f.kind == FRAME_KIND_SYSCALL) f.r11 = f.rflags;
    f.kind = 0;
}
inline void set_sp(frame &f, uint64_t value) { f.rsp = value; }
/// Argument `n` of a function that starts with this frame (n < 6, C calling convention).
inline void set_argument(frame &f, unsigned n, uint64_t value) {
    constexpr uint64_t frame::*places[] = {&frame::rdi, &frame::rsi, &frame::rdx,
                                           &frame::rcx, &frame::r8,  &frame::r9};
    f.*places[n] = value;
}
inline frame user_frame(uint64_t pc, uint64_t sp) {
    frame f;
    f.rip = pc;
    f.rsp = sp;
    return f;
}

/// User TLS register (FS base) of a thread, current or not. An address outside user space counts as
/// 0.
void set_tls(thread &t, uint64_t address);

/// Register state by flavour, see <mach/machine/x86_64_thread_status.h>. `t` is current or stopped.
/// \param count words at `words` on entry, words written on return. KERN_INVALID_ARGUMENT: unknown
/// flavour or too little room.
[[nodiscard]] result<> get_state(const thread &t, int flavor, uint32_t *words, uint32_t &count);
/// Takes only what user mode may have: no privileged bit gets through.
[[nodiscard]] result<> set_state(thread &t, int flavor, const uint32_t *words, uint32_t count);

}  // namespace machine
