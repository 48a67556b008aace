/// \file
#include <machine/emulation.hpp>

#include <cstddef>

#include <mach/emulation.h>
#include <machine/layout.h>

namespace machine {

static_assert(offsetof(mach_emulation_block_t, return_pc) == BLOCK_RETURN_PC);
static_assert(offsetof(mach_emulation_block_t, return_flags) == BLOCK_RETURN_FLAGS);
static_assert(offsetof(mach_emulation_block_t, return_x8) == BLOCK_RETURN_X8);
static_assert(offsetof(mach_emulation_block_t, return_x16) == BLOCK_RETURN_X16);

result<> enter_emulation(frame &f, user_address block, user_address entry) {
    const uint64_t back[2] = {f.pc, f.pstate};
    TRY(copy_out(block + BLOCK_RETURN_PC, back, sizeof back));
    TRY(copy_out(block + BLOCK_RETURN_X16, &f.x[16], sizeof f.x[16]));
    f.x[16] = block;
    f.pc = entry;
    return {};
}

}  // namespace machine
