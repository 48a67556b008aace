/// \file
/// TLB maintenance, Intel SDM 3A 4.10. Other processors are asked by interrupt, and do it there or
/// inside machine::relax. All wait until it is done; any locks may be held, since whoever spins on
/// them serves requests meanwhile.
#pragma once

#include <cstdint>

#include <machine/cpu.hpp>

namespace machine {

/// Drops the translations of pages of [begin, end) from the processors in `mask`; many pages drop
/// everything.
void tlb_flush_range(const cpu_mask &mask, uint16_t asid, uint64_t begin, uint64_t end);
/// Drops all user translations from the processors in `mask`.
void tlb_flush_all(const cpu_mask &mask, uint16_t asid);

/// Drops the translation of one page. The commonest case, a mask of this processor alone, costs one
/// instruction more than INVLPG.
inline void tlb_flush_page(const cpu_mask &mask, uint16_t asid, uint64_t va) {
    if (mask == cpu_mask{1} << cpu_number()) [[likely]] {
        asm volatile("invlpg (%0)" ::"r"(va) : "memory");
        return;
    }
    tlb_flush_range(mask, asid, va, va + 4096);
}

/// Orders new table entries before the next walk by any processor: x86 page walks see stores in
/// order.
inline void tlb_publish() {}

}  // namespace machine
