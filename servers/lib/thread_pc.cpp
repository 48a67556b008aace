#include <lib/thread_pc.hpp>

#include <cstring>

namespace server {

bool lead_away(uint32_t *state, uint32_t words, uint64_t begin, uint64_t end) {
    uint64_t pc;
    if (words < thread_pc_word + sizeof pc / sizeof *state) return false;
    std::memcpy(&pc, state + thread_pc_word, sizeof pc);
    if (pc < begin || pc >= end) return false;
    std::memcpy(state + thread_pc_word, &end, sizeof end);
    return true;
}

}  // namespace server
