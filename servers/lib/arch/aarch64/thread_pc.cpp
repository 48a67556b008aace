#include <lib/thread_pc.hpp>

#include <cstddef>
#include <cstring>

#include <mach/machine/aarch64_thread_status.h>

namespace server {

const int thread_pc_flavor = ARM_THREAD_STATE64;

bool lead_away(uint32_t *state, uint32_t words, uint64_t begin, uint64_t end) {
    constexpr std::size_t at = offsetof(arm_thread_state64_t, pc) / sizeof(uint32_t);
    uint64_t pc;
    if (words < at + sizeof pc / sizeof(uint32_t)) return false;
    std::memcpy(&pc, state + at, sizeof pc);
    if (pc < begin || pc >= end) return false;
    std::memcpy(state + at, &end, sizeof end);
    return true;
}

}  // namespace server
