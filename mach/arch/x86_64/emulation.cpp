#include <machine/emulation.hpp>

#include <mach/emulation.h>

namespace machine {

result<> enter_emulation(frame &f, user_address block, user_address entry) {
    const uint64_t saved[2] = {f.rip, f.rflags};
    static_assert(offsetof(mach_emulation_block_t, return_pc) == 0 &&
                  offsetof(mach_emulation_block_t, return_flags) == 8);
    TRY(copy_out(block, saved, sizeof saved));
    set_pc(f, entry);
    return {};
}

}  // namespace machine
