#include <machine/thread_state.hpp>

#include <cstring>

#include <kern/thread.hpp>
#include <mach/machine/x86_64_thread_status.h>
#include <machine/cpu.hpp>
#include <machine/msr.hpp>
#include <machine/switch.hpp>

namespace machine {
namespace {

/// CF PF AF ZF SF TF DF OF RF AC ID: what POPF in user mode can change too, and RF.
constexpr uint64_t user_flags = 0x00250dd5;
constexpr uint32_t default_mxcsr_mask = 0xffbf;

bool is_current(const thread &t) { return this_cpu().current_frame == &t.frame; }

void get_registers(const frame &f, x86_thread_state64_t &s) {
    const bool by_syscall = f.kind == FRAME_KIND_SYSCALL;
    s = {.rax = f.rax,
         .rbx = f.rbx,
         .rcx = by_syscall ? f.rip : f.rcx,
         .rdx = f.rdx,
         .rdi = f.rdi,
         .rsi = f.rsi,
         .rbp = f.rbp,
         .rsp = f.rsp,
         .r8 = f.r8,
         .r9 = f.r9,
         .r10 = f.r10,
         .r11 = by_syscall ? f.rflags : f.r11,
         .r12 = f.r12,
         .r13 = f.r13,
         .r14 = f.r14,
         .r15 = f.r15,
         .rip = f.rip,
         .rflags = f.rflags,
         .cs = USER_CS,
         .fs = 0,
         .gs = 0,
         .fs_base = f.fs_base};
}

void set_registers(frame &f, const x86_thread_state64_t &s) {
    f.rax = s.rax, f.rbx = s.rbx, f.rcx = s.rcx, f.rdx = s.rdx, f.rdi = s.rdi, f.rsi = s.rsi,
    f.rbp = s.rbp;
    f.r8 = s.r8, f.r9 = s.r9, f.r10 = s.r10, f.r11 = s.r11, f.r12 = s.r12, f.r13 = s.r13,
    f.r14 = s.r14, f.r15 = s.r15;
    f.rip = s.rip;
    f.rsp = s.rsp;
    f.rflags = (s.rflags & user_flags) | RFLAGS_IF | 2;
    f.kind = 0;  // whatever saved it, all registers count now
}

result<> set_float(thread &t, const uint32_t *words) {
    std::memcpy(&t.fp, words, sizeof t.fp);
    if (!is_current(t))
        t.last_processor = thread::no_processor;  // whose registers have the old ones
    // The only thing in an FXSAVE image that FXRSTOR faults on.
    fp_state supported;
    save_fp(supported);
    t.fp.mxcsr &= supported.mxcsr_mask ? supported.mxcsr_mask : default_mxcsr_mask;
    if (is_current(t))
        load_fp(t.fp);
    else
        t.last_processor =
            thread::no_processor;  // registers that still hold the old state there do not count
    return {};
}

}  // namespace

void set_tls(thread &t, uint64_t address) {
    t.frame.fs_base = address < MACH_VM_MAX_ADDRESS ? address : 0;
    if (is_current(t)) write_msr(MSR_FS_BASE, t.frame.fs_base);
}

result<> get_state(const thread &t, int flavor, uint32_t *words, uint32_t &count) {
    switch (flavor) {
    case x86_THREAD_STATE64: {
        if (count < x86_THREAD_STATE64_COUNT_NO_TLS) return error(KERN_INVALID_ARGUMENT);
        x86_thread_state64_t state;
        get_registers(t.frame, state);
        count = count < x86_THREAD_STATE64_COUNT ? x86_THREAD_STATE64_COUNT_NO_TLS
                                                 : x86_THREAD_STATE64_COUNT;
        std::memcpy(words, &state, count * sizeof *words);
        return {};
    }
    case x86_FLOAT_STATE64: {
        if (count < x86_FLOAT_STATE64_COUNT) return error(KERN_INVALID_ARGUMENT);
        fp_state live;
        if (is_current(t)) save_fp(live);
        count = x86_FLOAT_STATE64_COUNT;
        std::memcpy(words, is_current(t) ? &live : &t.fp, sizeof live);
        return {};
    }
    default: return error(KERN_INVALID_ARGUMENT);
    }
}

result<> set_state(thread &t, int flavor, const uint32_t *words, uint32_t count) {
    switch (flavor) {
    case x86_THREAD_STATE64: {
        if (count < x86_THREAD_STATE64_COUNT_NO_TLS) return error(KERN_INVALID_ARGUMENT);
        const bool with_tls = count >= x86_THREAD_STATE64_COUNT;
        x86_thread_state64_t state{};
        std::memcpy(&state, words,
                    (with_tls ? x86_THREAD_STATE64_COUNT : x86_THREAD_STATE64_COUNT_NO_TLS) *
                        sizeof *words);
        set_registers(t.frame, state);
        if (with_tls) set_tls(t, state.fs_base);
        return {};
    }
    case x86_FLOAT_STATE64:
        return count < x86_FLOAT_STATE64_COUNT ? result<>(error(KERN_INVALID_ARGUMENT))
                                               : set_float(t, words);
    default: return error(KERN_INVALID_ARGUMENT);
    }
}

}  // namespace machine
