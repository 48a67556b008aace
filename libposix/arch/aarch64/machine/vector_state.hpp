/// \file
/// The application's vector registers, which the library never uses itself: v0 to v31 as in Linux's
/// fpsimd_context, then nothing.
#pragma once

#include <cstdint>

namespace posix::machine {

struct alignas(16) vector_state {
    uint32_t fpsr, fpcr;
    uint64_t padding;
    unsigned char v[32][16];
};

}  // namespace posix::machine

extern "C" {
void posix_save_vector(posix::machine::vector_state *to);
void posix_load_vector(const posix::machine::vector_state *from);
}
