/// \file
/// Where the program counter and the stack pointer are in a thread state, for the image header's,
/// which the linker fills in.
#pragma once

#include <cstdint>

#include <mach/machine/x86_64_thread_status.h>

namespace posix::machine {

inline constexpr int32_t boot_flavor = x86_THREAD_STATE64;
inline constexpr uint32_t boot_count = x86_THREAD_STATE64_COUNT;
/// In 64-bit registers.
inline constexpr unsigned boot_pc_index = 16, boot_sp_index = 7;

}  // namespace posix::machine
