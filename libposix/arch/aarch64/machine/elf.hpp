/// \file
/// What a program of this architecture is told and how it is marked.
#pragma once

#include <cstdint>

#include <elf.h>

namespace posix::machine {

inline constexpr uint16_t elf_machine = EM_AARCH64;

/// AT_HWCAP: what every ARMv8.0 processor with Advanced SIMD has, HWCAP_FP and HWCAP_ASIMD.
inline uint64_t hardware_capabilities() { return 3; }
/// AT_MINSIGSTKSZ: a signal frame with its vector state.
inline constexpr uint64_t minimum_signal_stack = 4720;

}  // namespace posix::machine
