#include <machine/thread_state.hpp>

#include <mach/mach_traps.h>
#include <mach/machine/x86_64_thread_status.h>

namespace posix::machine {

protocol::posix_thread_state thread_state(uint64_t entry, uint64_t stack, uint64_t argument,
                                          const thread_block &caller) {
    static_assert(x86_THREAD_STATE64_COUNT <= protocol::posix_thread_state::words_max);
    x86_thread_state64_t state{};
    state.rip = entry;
    state.rsp = stack;
    state.rdi = argument;
    state.rflags = 0x202;
    state.fs_base = caller.thread_pointer;
    protocol::posix_thread_state out{.flavor = x86_THREAD_STATE64,
                                     .count = x86_THREAD_STATE64_COUNT,
                                     .argument_word = offsetof(x86_thread_state64_t, rdi) / 4,
                                     .reserved = 0,
                                     .words = {}};
    __builtin_memcpy(out.words, &state, sizeof state);
    return out;
}

void begin_like(thread_block &block, const thread_block &caller, uint64_t stack_pointer,
                bool set_thread_pointer, uint64_t thread_pointer) {
    block.registers = caller.registers;
    block.registers.rax = 0;
    if (stack_pointer != 0) block.registers.rsp = stack_pointer;
    block.head.kernel.return_pc = caller.head.kernel.return_pc;
    block.head.kernel.return_flags = caller.head.kernel.return_flags;
    block.thread_pointer = set_thread_pointer ? thread_pointer : caller.thread_pointer;
}

void adopt_thread_pointer(thread_block &block) { (void)set_thread_tls_trap(block.thread_pointer); }

void begin_program(thread_block &block, uint64_t entry, uint64_t stack_pointer) {
    block.registers = {};
    block.registers.rsp = stack_pointer;
    block.head.kernel.return_pc = entry;
    block.head.kernel.return_flags = 0x202;
    block.thread_pointer = 0;
    (void)set_thread_tls_trap(0);
}

}  // namespace posix::machine
