/// \file
/// Model-specific registers. Intel SDM 4.
#pragma once

#include <cstdint>

namespace machine {

inline constexpr uint32_t MSR_PAT = 0x277, MSR_EFER = 0xc0000080, MSR_STAR = 0xc0000081,
                          MSR_LSTAR = 0xc0000082, MSR_CSTAR = 0xc0000083, MSR_FMASK = 0xc0000084,
                          MSR_FS_BASE = 0xc0000100, MSR_GS_BASE = 0xc0000101,
                          MSR_KERNEL_GS_BASE = 0xc0000102;

inline uint64_t read_msr(uint32_t index) {
    uint32_t low, high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
    return uint64_t{high} << 32 | low;
}
inline void write_msr(uint32_t index, uint64_t value) {
    asm volatile("wrmsr" ::"c"(index), "a"(static_cast<uint32_t>(value)),
                 "d"(static_cast<uint32_t>(value >> 32))
                 : "memory");
}

}  // namespace machine
