/// \file
#include <machine/address_space.hpp>
#include <machine/clear_page.hpp>
#include <machine/tlb.hpp>

#include <mach/vm_types.h>

namespace machine {

uint64_t kernel_root() {
    uint64_t root;
    asm("mrs %0, ttbr1_el1" : "=r"(root));
    return root & pte::address_mask;
}

void tlb_flush_range(const cpu_mask &mask, uint16_t asid, uint64_t begin, uint64_t end) {
    // Above this many pages refilling costs less than naming each.
    constexpr uint64_t most_pages = 64;
    const bool user = !(begin >> 63);
    if (user && (end - begin) / MACH_PAGE_SIZE > most_pages) {
        tlb_flush_all(mask, asid);
        return;
    }
    if (detail::only_this_cpu(mask)) {
        asm volatile("dsb nshst" ::: "memory");
        for (uint64_t va = begin; va < end; va += MACH_PAGE_SIZE)
            asm volatile("tlbi vae1, %0" ::"r"(detail::tlbi_operand(asid, va)) : "memory");
        asm volatile("dsb nsh; isb" ::: "memory");
        return;
    }
    asm volatile("dsb ishst" ::: "memory");
    for (uint64_t va = begin; va < end; va += MACH_PAGE_SIZE)
        asm volatile("tlbi vae1is, %0" ::"r"(detail::tlbi_operand(asid, va)) : "memory");
    asm volatile("dsb ish; isb" ::: "memory");
}

void sync_instructions(const void *begin, unsigned long size) {
    uint64_t type;
    asm("mrs %0, ctr_el0" : "=r"(type));
    const auto from = reinterpret_cast<uint64_t>(begin);
    if (!(type >> 28 & 1)) {  // IDC: data caches need no cleaning
        const uint64_t line = uint64_t{4} << (type >> 16 & 15);
        for (uint64_t at = from & ~(line - 1); at < from + size; at += line)
            asm volatile("dc cvau, %0" ::"r"(at) : "memory");
    }
    asm volatile("dsb ish; ic ialluis; dsb ish; isb" ::: "memory");
}

}  // namespace machine
