/// \file
/// TLB maintenance, Arm ARM (DDI 0487) D8.13. Other processors of the inner shareable domain take
/// part in hardware; when only this one has used the address space the cheaper local form is
/// enough. All wait until it is done.
#pragma once

#include <cstdint>

#include <machine/cpu.hpp>

namespace machine {

namespace detail {
constexpr uint64_t tlbi_operand(uint16_t asid, uint64_t va) {
    return uint64_t{asid} << 48 | ((va >> 12) & 0xfffffffffff);
}
inline bool only_this_cpu(cpu_mask mask) { return mask == cpu_mask{1} << cpu_number(); }
}  // namespace detail

/// Drops the translation of one page (and the walk that led to it) from the processors in `mask`.
/// Kernel pages are global: any asid.
inline void tlb_flush_page(const cpu_mask &mask, uint16_t asid, uint64_t va) {
    const uint64_t operand = detail::tlbi_operand(asid, va);
    if (detail::only_this_cpu(mask))
        asm volatile("dsb nshst; tlbi vae1, %0; dsb nsh; isb" ::"r"(operand) : "memory");
    else
        asm volatile("dsb ishst; tlbi vae1is, %0; dsb ish; isb" ::"r"(operand) : "memory");
}

inline void tlb_flush_all(const cpu_mask &mask, uint16_t asid) {
    const uint64_t operand = detail::tlbi_operand(asid, 0);
    if (detail::only_this_cpu(mask))
        asm volatile("dsb nshst; tlbi aside1, %0; dsb nsh; isb" ::"r"(operand) : "memory");
    else
        asm volatile("dsb ishst; tlbi aside1is, %0; dsb ish; isb" ::"r"(operand) : "memory");
}

/// Pages of [begin, end); a long user range drops the whole address space.
void tlb_flush_range(const cpu_mask &mask, uint16_t asid, uint64_t begin, uint64_t end);

/// Orders new table entries before the next walk by any processor: after a change from not present
/// to present.
inline void tlb_publish() { asm volatile("dsb ishst; isb" ::: "memory"); }

}  // namespace machine
