/// \file
/// Nothing to be saved or loaded.
#pragma once

#include <cstdint>

#include <mach/emulation.h>
#include <machine/thread_state.hpp>

namespace machine {

inline void leave_fp(fp_state &) {}
inline bool enter_fp(fp_state &, bool) { return true; }
inline void use_fp(fp_state &, bool) {}

struct redirection {
    uint64_t entry = 0, limit = 0;
};
inline redirection make_redirection(const mach_emulation_t &) { return {}; }
inline void set_current(frame &, const redirection &, uint64_t) {}
inline void leave_current(frame &) {}

}  // namespace machine
