#include <machine/tlb.hpp>

#include <kern/processor.hpp>
#include <mach/vm_types.h>

#include "interrupt_controller.hpp"

namespace machine {
namespace {

constexpr uint64_t most_pages = 32;  // beyond that dropping all costs less

/// What one processor asks of others; it waits, so that it needs only one.
struct request {
    uint64_t begin, end;  ///< pages; end 0: all user translations
    std::atomic<cpu_mask> remaining;
};
constinit request requests[max_cpus] = {};

void drop_all_user() {
    uint64_t root;
    asm volatile("movq %%cr3, %0; movq %0, %%cr3" : "=r"(root)::"memory");
}

/// Global ones too.
void drop_everything() {
    constexpr uint64_t page_global_enable = 1u << 7;
    uint64_t cr4;
    asm volatile("movq %%cr4, %0" : "=r"(cr4));
    asm volatile("movq %0, %%cr4; movq %1, %%cr4" ::"r"(cr4 & ~page_global_enable), "r"(cr4)
                 : "memory");
}

void flush_here(uint64_t begin, uint64_t end) {
    if (end == 0)
        drop_all_user();
    else if ((end - begin) >> MACH_PAGE_SHIFT <= most_pages)
        for (uint64_t page = begin & ~uint64_t{MACH_PAGE_MASK}; page < end; page += MACH_PAGE_SIZE)
            asm volatile("invlpg (%0)" ::"r"(page) : "memory");
    else if (begin < MACH_VM_MAX_ADDRESS)
        drop_all_user();
    else
        drop_everything();
}

/// Asks the processors in `others` (not this one) and waits, serving them meanwhile.
void flush_there(cpu_mask others, uint64_t begin, uint64_t end) {
    const unsigned self = cpu_number();
    request &mine = requests[self];
    mine.begin = begin;
    mine.end = end;
    mine.remaining.store(others, std::memory_order_relaxed);  // published by the fetch_or below
    for (cpu_mask rest = others; rest != 0; rest &= rest - 1) {
        cpu_local &target = processors[__builtin_ctz(rest)].local;
        // If it has requests already it has been interrupted and will find ours too.
        if (target.tlb_requests.fetch_or(cpu_mask{1} << self) == 0)
            apic.send(target.hardware_id, VECTOR_TLB);
    }
    while (mine.remaining.load(std::memory_order_acquire) !=
           0)  // pairs with the release in serve_tlb_requests
        relax();
}

void flush(cpu_mask mask, uint64_t begin, uint64_t end) {
    const cpu_mask own = cpu_mask{1} << cpu_number();
    if (mask & own) flush_here(begin, end);
    if (mask & ~own) flush_there(mask & ~own, begin, end);
}

}  // namespace

void serve_tlb_requests() {
    const cpu_mask own = cpu_mask{1} << cpu_number();
    for (cpu_mask from = this_cpu().tlb_requests.exchange(0); from != 0; from &= from - 1) {
        request &r = requests[__builtin_ctz(from)];
        flush_here(r.begin, r.end);
        r.remaining.fetch_and(~own,
                              std::memory_order_release);  // pairs with the acquire in flush_there
    }
}

void tlb_flush_range(const cpu_mask &mask, uint16_t, uint64_t begin, uint64_t end) {
    if (begin < end) flush(mask, begin, end);
}

void tlb_flush_all(const cpu_mask &mask, uint16_t) { flush(mask, 0, 0); }

}  // namespace machine
