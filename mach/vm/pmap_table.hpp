/// \file
/// Arithmetic on page tables, shared by the pmap's sources.
#pragma once

#include <cstdint>

#include <vm/pmap.hpp>

namespace pmap_table {

inline constexpr unsigned index_bits = 9, entries = 1u << index_bits;

/// Address bits below what one entry of `level` covers; level 0 is the last.
constexpr unsigned shift(unsigned level) { return MACH_PAGE_SHIFT + index_bits * level; }
/// Bytes that one entry of `level` covers.
constexpr uint64_t coverage(unsigned level) { return uint64_t{1} << shift(level); }
constexpr unsigned index(uint64_t address, unsigned level) {
    return static_cast<unsigned>(address >> shift(level)) & (entries - 1);
}
/// First address behind the `level` entry that covers `address`; 0 at the end of the address space.
constexpr uint64_t next(uint64_t address, unsigned level) {
    return (address | (coverage(level) - 1)) + 1;
}

inline machine::pte *table_at(machine::pte table) {
    return static_cast<machine::pte *>(machine::phys_to_virt(table.address()));
}
/// The frame that holds the table which `slot` is in; its `count` is the number of entries in use.
inline vm_page &frame_of(const machine::pte *slot) {
    return *vm_page_at(machine::virt_to_phys(slot) & ~uint64_t{MACH_PAGE_MASK});
}

/// A table of zeros; null when there is no frame.
[[nodiscard]] vm_page *table_allocate();
/// \param zeroed it holds nothing but zeros
void table_free(vm_page &page, bool zeroed);

}  // namespace pmap_table

/// What an operation has changed.
struct pmap::span {
    uint64_t begin = ~uint64_t{0}, end = 0;
    void add(uint64_t from, uint64_t to) {
        if (from < begin) begin = from;
        if (to > end) end = to;
    }
    bool empty() const { return end == 0; }
};

inline void pmap::store(entry &slot, entry value) {
    std::atomic_ref(slot.raw).store(value.raw, std::memory_order_release);  // walked by hardware
}
inline pmap::entry pmap::load(const entry &slot) {
    return {std::atomic_ref(const_cast<entry &>(slot).raw).load(std::memory_order_relaxed)};
}
