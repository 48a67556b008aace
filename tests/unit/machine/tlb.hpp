/// \file
/// TLB maintenance of the host architecture: a test may keep a TLB of its own and learns here what
/// must leave it.
#pragma once

#include <cstdint>

#include <machine/cpu.hpp>

namespace machine {

/// Set by a test, null otherwise.
extern void (*on_tlb_flush)(cpu_mask mask, uint16_t asid, uint64_t begin, uint64_t end);

inline void tlb_flush_range(const cpu_mask &mask, uint16_t asid, uint64_t begin, uint64_t end) {
    if (on_tlb_flush) on_tlb_flush(mask, asid, begin, end);
}
inline void tlb_flush_page(const cpu_mask &mask, uint16_t asid, uint64_t va) {
    tlb_flush_range(mask, asid, va, va + 4096);
}
inline void tlb_flush_all(const cpu_mask &mask, uint16_t asid) {
    tlb_flush_range(mask, asid, 0, ~uint64_t{0});
}
inline void tlb_publish() {}

}  // namespace machine
