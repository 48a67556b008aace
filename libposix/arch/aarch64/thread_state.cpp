#include <machine/thread_state.hpp>

#include <mach/machine/aarch64_thread_status.h>

namespace posix::machine {

namespace {
uint64_t thread_pointer_register() {
    uint64_t value;
    asm volatile("mrs %0, tpidr_el0" : "=r"(value));
    return value;
}
void set_thread_pointer_register(uint64_t value) {
    asm volatile("msr tpidr_el0, %0" : : "r"(value));
}
}  // namespace

protocol::posix_thread_state thread_state(uint64_t entry, uint64_t stack, uint64_t argument,
                                          const thread_block &) {
    static_assert(ARM_THREAD_STATE64_COUNT <= protocol::posix_thread_state::words_max);
    arm_thread_state64_t state{};
    state.pc = entry;
    state.sp = stack;
    state.x[0] = argument;
    protocol::posix_thread_state out{.flavor = ARM_THREAD_STATE64,
                                     .count = ARM_THREAD_STATE64_COUNT,
                                     .argument_word = offsetof(arm_thread_state64_t, x) / 4,
                                     .reserved = 0,
                                     .words = {}};
    __builtin_memcpy(out.words, &state, sizeof state);
    return out;
}

void begin_like(thread_block &block, const thread_block &caller, uint64_t stack_pointer,
                bool set_thread_pointer, uint64_t thread_pointer) {
    block.registers = caller.registers;
    block.registers.x[0] = 0;
    if (stack_pointer != 0) block.registers.sp = stack_pointer;
    block.head.kernel.return_pc = caller.head.kernel.return_pc;
    block.head.kernel.return_flags = caller.head.kernel.return_flags;
    block.head.kernel.return_x16 = caller.head.kernel.return_x16;
    block.thread_pointer = set_thread_pointer ? thread_pointer : thread_pointer_register();
}

void adopt_thread_pointer(thread_block &block) {
    set_thread_pointer_register(block.thread_pointer);
}

void begin_program(thread_block &block, uint64_t entry, uint64_t stack_pointer) {
    block.registers = {};
    block.registers.sp = stack_pointer;
    block.head.kernel.return_pc = entry;
    block.head.kernel.return_flags = 0;
    block.head.kernel.return_x16 = 0;
    set_thread_pointer_register(0);
}

}  // namespace posix::machine
