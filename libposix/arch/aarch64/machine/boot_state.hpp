/// \file
/// Where the program counter and the stack pointer are in a thread state, for the image header's,
/// which the linker fills in.
#pragma once

#include <cstdint>

#include <mach/machine/aarch64_thread_status.h>

namespace posix::machine {

inline constexpr int32_t boot_flavor = ARM_THREAD_STATE64;
inline constexpr uint32_t boot_count = ARM_THREAD_STATE64_COUNT;
/// In 64-bit registers.
inline constexpr unsigned boot_pc_index = 32, boot_sp_index = 31;

}  // namespace posix::machine
