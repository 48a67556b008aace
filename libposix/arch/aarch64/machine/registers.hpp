/// \file
/// The application's registers in its thread's block, in the order of assembly's stores (entry.S).
/// The program counter, the flags and x16 stand in mach_emulation_block_t.
#pragma once

#include <cstddef>
#include <cstdint>

namespace posix::machine {

struct registers {
    uint64_t x[31];  ///< x[16] is not used
    uint64_t sp;

    uint64_t number() const { return x[8]; }
    void set_number(uint64_t value) { x[8] = value; }
    uint64_t result() const { return x[0]; }
    void set_result(long value) { x[0] = static_cast<uint64_t>(value); }
    uint64_t argument0() const { return x[0]; }
    /// Undoes what a call's result has overwritten, before the call is executed again.
    void restore_call(uint64_t number, uint64_t first_argument) {
        x[8] = number;
        x[0] = first_argument;
    }
    uint64_t stack_pointer() const { return sp; }
    void set_stack_pointer(uint64_t value) { sp = value; }
};
static_assert(sizeof(registers) == 256);

/// Bytes of the system call instruction.
inline constexpr uint64_t call_size = 4;

inline void *current_block() {
    void *block;
    asm("mrs %0, tpidrro_el0" : "=r"(block));
    return block;
}

/// Arguments of the call that `r` was saved at, in Linux's order.
#define POSIX_CALL_ARGUMENTS(r) (r).x[0], (r).x[1], (r).x[2], (r).x[3], (r).x[4], (r).x[5]

}  // namespace posix::machine
