/// \file
/// The application's registers in its thread's block, in the order of assembly's stores (entry.S).
/// The program counter and the flags stand in mach_emulation_block_t.
#pragma once

#include <cstddef>
#include <cstdint>

namespace posix::machine {

struct registers {
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp;

    uint64_t number() const { return rax; }
    void set_number(uint64_t value) { rax = value; }
    uint64_t result() const { return rax; }
    void set_result(long value) { rax = static_cast<uint64_t>(value); }
    uint64_t argument0() const { return rdi; }
    /// Undoes what a call's result has overwritten, before the call is executed again.
    void restore_call(uint64_t number, uint64_t) { rax = number; }
    uint64_t stack_pointer() const { return rsp; }
    void set_stack_pointer(uint64_t value) { rsp = value; }
};
static_assert(sizeof(registers) == 128);

/// Bytes of the system call instruction.
inline constexpr uint64_t call_size = 2;

inline void *current_block() {
    void *block;
    asm("movq %%gs:24, %0" : "=r"(block));
    return block;
}

/// Arguments of the call that `r` was saved at, in Linux's order.
#define POSIX_CALL_ARGUMENTS(r) (r).rdi, (r).rsi, (r).rdx, (r).r10, (r).r8, (r).r9

}  // namespace posix::machine
