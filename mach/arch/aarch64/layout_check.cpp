/// \file
/// Assembly's offsets against C++'s.
#include <cstddef>

#include <machine/cpu.hpp>
#include <machine/layout.h>
#include <machine/thread_state.hpp>

namespace machine {

static_assert(offsetof(frame, x) == FRAME_X(0));
static_assert(offsetof(frame, sp) == FRAME_SP);
static_assert(offsetof(frame, pc) == FRAME_PC);
static_assert(offsetof(frame, pstate) == FRAME_PSTATE);
static_assert(offsetof(frame, tls) == FRAME_TLS);
static_assert(offsetof(frame, emulation_entry) == FRAME_EMULATION_ENTRY);
static_assert(offsetof(frame, emulation_block) == FRAME_EMULATION_BLOCK);
static_assert(offsetof(frame, emulation_limit) == FRAME_EMULATION_LIMIT);
static_assert(sizeof(frame) == FRAME_SIZE);
static_assert(offsetof(cpu_local, current_frame) == 0);
static_assert(offsetof(cpu_local, stack_top) == CPU_STACK_TOP);
static_assert(offsetof(cpu_local, scratch) == CPU_SCRATCH);

}  // namespace machine
