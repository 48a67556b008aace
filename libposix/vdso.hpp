/// \file
/// The vDSO: a small shared object (vdso.cpp, arch/*/vdso.S) inside the image, which C libraries
/// look symbols up in.
#pragma once

#include <cstdint>

extern "C" {
extern const char posix_vdso_sigreturn[];
}

namespace posix {

/// Where a signal handler without a restorer returns to.
inline uint64_t vdso_sigreturn() { return reinterpret_cast<uint64_t>(posix_vdso_sigreturn); }

}  // namespace posix
