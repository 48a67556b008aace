/// \file
#include <machine/thread_state.hpp>

#include <cstring>

#include <kern/processor.hpp>
#include <mach/machine/aarch64_thread_status.h>
#include <machine/cpu.hpp>
#include <machine/switch.hpp>

namespace machine {

namespace {

bool is_current(const thread &t) { return this_cpu().current_frame == &t.frame; }

arm_thread_state64_t general(const frame &f) {
    arm_thread_state64_t state{};
    std::memcpy(state.x, f.x, sizeof state.x);
    state.fp = f.x[29];
    state.lr = f.x[30];
    state.sp = f.sp;
    state.pc = f.pc;
    state.cpsr = static_cast<uint32_t>(f.pstate);
    return state;
}

void set_general(frame &f, const arm_thread_state64_t &state) {
    std::memcpy(f.x, state.x, sizeof state.x);
    f.x[29] = state.fp;
    f.x[30] = state.lr;
    f.sp = state.sp;
    f.pc = state.pc;
    f.pstate = state.cpsr & pstate_user_mask;
}

arm_neon_state64_t vectors(const fp_state &fp) {
    arm_neon_state64_t state{};
    std::memcpy(state.q, fp.q, sizeof state.q);
    state.fpsr = static_cast<uint32_t>(fp.fpsr);
    state.fpcr = static_cast<uint32_t>(fp.fpcr);
    return state;
}

/// FPSR: QC and the cumulative flags. FPCR: AHP, DN, FZ, RMode, FZ16 and the trap enables; lengths
/// and strides are AArch32's.
constexpr uint32_t fpsr_mask = 0x0800009f, fpcr_mask = 0x07c89f00;

void set_vectors(fp_state &fp, const arm_neon_state64_t &state) {
    std::memcpy(fp.q, state.q, sizeof state.q);
    fp.fpsr = state.fpsr & fpsr_mask;
    fp.fpcr = state.fpcr & fpcr_mask;
}

template <class State>
result<> give(const State &state, uint32_t *words, uint32_t &count) {
    constexpr uint32_t size = sizeof state / sizeof(uint32_t);
    if (count < size) return error(KERN_INVALID_ARGUMENT);
    std::memcpy(words, &state, sizeof state);
    count = size;
    return {};
}

template <class State>
result<State> take(const uint32_t *words, uint32_t count) {
    State state;
    if (count < sizeof state / sizeof(uint32_t)) return error(KERN_INVALID_ARGUMENT);
    std::memcpy(&state, words, sizeof state);
    return state;
}

}  // namespace

void set_tls(thread &t, uint64_t address) {
    t.frame.tls = address;
    if (is_current(t)) asm volatile("msr tpidr_el0, %0" ::"r"(address));
}

result<> get_state(const thread &t, int flavor, uint32_t *words, uint32_t &count) {
    switch (flavor) {
    case ARM_THREAD_STATE64: return give(general(t.frame), words, count);
    case ARM_NEON_STATE64: {
        if (!is_current(t) || !fp_enabled()) return give(vectors(t.fp), words, count);
        fp_state live;
        save_fp(live);
        return give(vectors(live), words, count);
    }
    case ARM_TLS_STATE64: {
        arm_tls_state64_t state{t.frame.tls};
        if (is_current(t)) asm volatile("mrs %0, tpidr_el0" : "=r"(state.tpidr_el0));
        return give(state, words, count);
    }
    default: return error(KERN_INVALID_ARGUMENT);
    }
}

result<> set_state(thread &t, int flavor, const uint32_t *words, uint32_t count) {
    switch (flavor) {
    case ARM_THREAD_STATE64:
        set_general(t.frame, TRY(take<arm_thread_state64_t>(words, count)));
        return {};
    case ARM_NEON_STATE64:
        set_vectors(t.fp, TRY(take<arm_neon_state64_t>(words, count)));
        if (!is_current(t)) {
            t.last_processor = thread::no_processor;  // whose registers have the old ones
        } else if (fp_enabled()) {
            load_fp(t.fp);
        } else if (processor &cpu = this_processor(); cpu.fp_owner == &t) {
            cpu.fp_owner = nullptr;
        }
        return {};
    case ARM_TLS_STATE64:
        set_tls(t, TRY(take<arm_tls_state64_t>(words, count)).tpidr_el0);
        return {};
    default: return error(KERN_INVALID_ARGUMENT);
    }
}

}  // namespace machine
