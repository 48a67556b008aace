/// \file
/// Address spaces: one root table holds both halves; the kernel half is the same in all. No
/// process-context identifiers: a switch of the root drops all user translations.
#pragma once

#include <cstdint>

#include <machine/layout.h>
#include <machine/pmap_entry.hpp>

namespace machine {

/// Addresses that kernel mappings may be made at (vm_kern). Chosen at boot.
extern uint64_t kernel_map_begin, kernel_map_end;

/// First address of the direct map: a constant in the instruction, which boot_layout writes there.
inline uint64_t direct_map_base() {
    uint64_t base;
    asm inline(
        "1: movabsq %1, %0\n"
        ".pushsection .direct_map_sites, \"a?\"\n"
        ".long 1b + 2 - .\n"
        ".popsection"
        : "=r"(base)
        : "i"(DIRECT_MAP_BASE));
    return base;
}
/// RAM is mapped once and for all; `physical` must be RAM.
inline void *phys_to_virt(uint64_t physical) {
    return reinterpret_cast<void *>(direct_map_base() + physical);
}
/// \pre `address` is in the direct map.
inline uint64_t virt_to_phys(const void *address) {
    return reinterpret_cast<uint64_t>(address) - direct_map_base();
}

/// Highest usable address space identifier: there is only 0.
inline uint16_t max_asid() { return 0; }

/// Makes `root` this processor's address space.
inline void activate(uint64_t root, uint16_t) {
    asm volatile("movq %0, %%cr3" ::"r"(root) : "memory");
}
/// Physical address of the kernel's own root table, with an empty user half.
uint64_t kernel_root();
/// Gives a root table, zero so far, the kernel half. Its entries never change after boot.
void init_user_root(pte *root);

}  // namespace machine
