/// \file
/// The application's vector registers, which the library never uses itself: FXSAVE's format, 512
/// bytes, aligned to 16.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" {
void posix_save_vector(void *to);
void posix_load_vector(const void *from);
}

namespace posix::machine {

inline constexpr std::size_t vector_state_size = 512;

/// The part left to software, where Linux tells whether more state follows: none does.
inline void clear_software_part(unsigned char *state) { memset(state + 464, 0, 48); }
/// Clears what would make loading it fault: reserved bits of MXCSR.
inline void make_loadable(unsigned char *state) {
    uint32_t mxcsr;
    memcpy(&mxcsr, state + 24, sizeof mxcsr);
    mxcsr &= 0xffff;
    memcpy(state + 24, &mxcsr, sizeof mxcsr);
}

}  // namespace posix::machine
