/// \file
/// layout.h's numbers are what the compiler makes of the structures.

#include <cstddef>

#include <mach/emulation.h>
#include <mach/vm_types.h>
#include <machine/cpu.hpp>
#include <machine/thread_state.hpp>

namespace machine {

static_assert(offsetof(frame, r15) == FRAME_R15 && offsetof(frame, r14) == FRAME_R14 &&
              offsetof(frame, r13) == FRAME_R13);
static_assert(offsetof(frame, r12) == FRAME_R12 && offsetof(frame, rbp) == FRAME_RBP &&
              offsetof(frame, rbx) == FRAME_RBX);
static_assert(offsetof(frame, r11) == FRAME_R11 && offsetof(frame, r10) == FRAME_R10 &&
              offsetof(frame, r9) == FRAME_R9);
static_assert(offsetof(frame, r8) == FRAME_R8 && offsetof(frame, rax) == FRAME_RAX &&
              offsetof(frame, rcx) == FRAME_RCX);
static_assert(offsetof(frame, rdx) == FRAME_RDX && offsetof(frame, rsi) == FRAME_RSI &&
              offsetof(frame, rdi) == FRAME_RDI);
static_assert(offsetof(frame, kind) == FRAME_KIND && offsetof(frame, error) == FRAME_ERROR);
static_assert(offsetof(frame, rip) == FRAME_RIP && offsetof(frame, cs) == FRAME_CS);
static_assert(offsetof(frame, rflags) == FRAME_RFLAGS && offsetof(frame, rsp) == FRAME_RSP);
static_assert(offsetof(frame, ss) == FRAME_SS && offsetof(frame, fs_base) == FRAME_TRAP_SIZE);
static_assert(FRAME_TRAP_SIZE % 16 == 0, "the processor aligns the stack that it pushes to");

static_assert(offsetof(cpu_local, current_frame) == CPU_CURRENT_FRAME &&
              offsetof(cpu_local, stack_top) == CPU_STACK_TOP);
static_assert(offsetof(cpu_local, scratch) == CPU_SCRATCH &&
              offsetof(cpu_local, emulation_entry) == CPU_EMULATION_ENTRY);
static_assert(offsetof(cpu_local, emulation_block) == CPU_EMULATION_BLOCK);
static_assert(offsetof(cpu_local, emulation_limit) == CPU_EMULATION_LIMIT);
static_assert(offsetof(cpu_local, self) == CPU_SELF && offsetof(cpu_local, number) == CPU_NUMBER);

static_assert(offsetof(mach_emulation_block_t, return_pc) == BLOCK_RETURN_PC);
static_assert(offsetof(mach_emulation_block_t, return_flags) == BLOCK_RETURN_FLAGS);
static_assert(PROT_EXECUTE == VM_PROT_EXECUTE);

}  // namespace machine
