/// \file
/// Nothing to be saved or loaded.
#pragma once

#include <cstdint>

#include <mach/emulation.h>
#include <machine/thread_state.hpp>

namespace machine {

inline void save_fp(fp_state &) {}
inline void load_fp(const fp_state &) {}

struct redirection {
    uint64_t entry = 0, limit = 0;
};
inline redirection make_redirection(const mach_emulation_t &) { return {}; }
inline void set_current(frame &, const redirection &, uint64_t) {}
inline void leave_current(frame &) {}

}  // namespace machine
