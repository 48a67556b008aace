/// \file
/// Address spaces: user half by TTBR0_EL1 with an ASID, kernel half by TTBR1_EL1, the same on every
/// processor.
#pragma once

#include <cstdint>

#include <machine/layout.h>
#include <machine/pmap_entry.hpp>

namespace machine {

/// Addresses that kernel mappings may be made at (vm_kern). Chosen at boot.
extern uint64_t kernel_map_begin, kernel_map_end;

/// How far the direct map begins below the end of the address space, a multiple of 4 GiB: a
/// constant in the instruction, which boot_layout writes there.
inline uint64_t direct_map_depth() {
    uint64_t depth;
    asm inline(
        "1: movz %0, %1, lsl #32\n"
        ".pushsection .direct_map_sites, \"a?\"\n"
        ".long 1b - .\n"
        ".popsection"
        : "=r"(depth)
        : "i"(-DIRECT_MAP_BASE >> 32));
    return depth;
}
/// RAM is mapped once and for all; `physical` must be RAM.
inline void *phys_to_virt(uint64_t physical) {
    return reinterpret_cast<void *>(physical - direct_map_depth());
}
/// \pre `address` is in the direct map.
inline uint64_t virt_to_phys(const void *address) {
    return reinterpret_cast<uint64_t>(address) + direct_map_depth();
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
