/// \file
/// Address spaces: user half by TTBR0_EL1 with an ASID, kernel half by TTBR1_EL1, the same on every
/// processor.
#pragma once

#include <cstdint>

#include <machine/layout.h>
#include <machine/pmap_entry.hpp>

namespace machine {

/// Addresses that kernel mappings may be made at (vm_kern).
inline constexpr uint64_t kernel_map_begin = KERNEL_MAP_BEGIN, kernel_map_end = KERNEL_MAP_END;

/// RAM is mapped once and for all; `physical` must be RAM.
inline void *phys_to_virt(uint64_t physical) {
    return reinterpret_cast<void *>(DIRECT_MAP_BASE + physical);
}
/// \pre `address` is in the direct map.
inline uint64_t virt_to_phys(const void *address) {
    return reinterpret_cast<uint64_t>(address) - DIRECT_MAP_BASE;
}

/// Highest usable ASID. 0 belongs to the kernel's empty user half.
inline uint16_t max_asid() {
    uint64_t tcr;
    asm("mrs %0, tcr_el1" : "=r"(tcr));
    return tcr >> 36 & 1 ? 0xffff : 0xff;
}

/// Makes `root` the user half of this processor's address space.
inline void activate(uint64_t root, uint16_t asid) {
    asm volatile("msr ttbr0_el1, %0; isb" ::"r"(root | uint64_t{asid} << 48) : "memory");
}
/// Physical address of the kernel half's root table.
uint64_t kernel_root();
/// A user root table holds user entries only.
inline void init_user_root(pte *) {}

}  // namespace machine
