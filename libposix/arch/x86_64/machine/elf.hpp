/// \file
/// What a program of this architecture is told and how it is marked.
#pragma once

#include <cstdint>

#include <elf.h>

namespace posix::machine {

inline constexpr uint16_t elf_machine = EM_X86_64;

/// AT_HWCAP: CPUID 1's edx.
inline uint64_t hardware_capabilities() {
    uint32_t eax = 1, ebx, ecx = 0, edx;
    asm("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return edx;
}
/// AT_MINSIGSTKSZ: a signal frame with its vector state.
inline constexpr uint64_t minimum_signal_stack = 1776;

}  // namespace posix::machine
