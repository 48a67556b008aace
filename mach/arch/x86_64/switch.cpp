#include <machine/switch.hpp>

namespace machine {

redirection make_redirection(const mach_emulation_t &emulation) {
    constexpr uint64_t user_mask = (uint64_t{1} << 47) - 1;
    const uint64_t entry = emulation.syscall_entry & user_mask;
    if (entry == 0) return {};
    // Without bounds every call is redirected: a program counter behind SYSCALL is below 2^47.
    return {entry,
            emulation.image_end > emulation.image_start ? emulation.image_start : ~uint64_t{0}};
}

}  // namespace machine
