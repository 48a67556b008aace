/// \file
/// Where a thread is, in its register state; the layout is the architecture's.
#pragma once

#include <cstdint>

namespace server {

/// The flavour that lead_away understands.
extern const int thread_pc_flavor;
/// Where in that state the program counter's low half is.
extern const uint32_t thread_pc_word;
/// Sets the program counter in `state`, of `words` words, to `end` if it is in [begin, end).
/// \return whether it was.
[[nodiscard]] bool lead_away(uint32_t *state, uint32_t words, uint64_t begin, uint64_t end);

}  // namespace server
