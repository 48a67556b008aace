/// \file
#include "boot_memory.hpp"

#include <algorithm>

#include <kern/assert.hpp>
#include <kern/bootstrap.hpp>
#include <mach/vm_types.h>

namespace machine {

namespace {

constexpr uint64_t page_up(uint64_t address) {
    return (address + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
}
constexpr uint64_t page_down(uint64_t address) { return address & ~uint64_t{MACH_PAGE_MASK}; }

/// Inserts into an ascending list of disjoint ranges. False: there is no room.
bool insert(physical_range *list, std::size_t &count, physical_range range) {
    std::size_t at = 0;
    while (at < count && list[at].end < range.begin) at++;
    std::size_t after = at;
    for (; after < count && list[after].begin <= range.end; after++) {
        range.begin = std::min(range.begin, list[after].begin);
        range.end = std::max(range.end, list[after].end);
    }
    if (after == at) {
        if (count == boot_info::max_ranges) return false;
        std::move_backward(list + at, list + count, list + count + 1);
        count++;
    } else {
        std::move(list + after, list + count, list + at + 1);
        count -= after - at - 1;
    }
    list[at] = range;
    return true;
}

}  // namespace

void add_memory(uint64_t begin, uint64_t end) {
    begin = page_up(begin);
    end = page_down(end);
    if (begin < end) insert(boot.memory, boot.memory_count, {begin, end});
}

void add_reserved(uint64_t begin, uint64_t end) {
    if (begin < end &&
        !insert(boot.reserved, boot.reserved_count, {page_down(begin), page_up(end)}))
        panic("too many reserved memory ranges");
}

uint64_t find_free(const physical_range &in, uint64_t pages) {
    const uint64_t size = pages * MACH_PAGE_SIZE;
    uint64_t begin = in.begin;
    for (std::size_t r = 0; r < boot.reserved_count && begin + size > boot.reserved[r].begin; r++)
        begin = std::max(begin, boot.reserved[r].end);
    return begin + size <= in.end ? begin : 0;
}

uint64_t boot_allocate(uint64_t pages) {
    for (std::size_t i = 0; i < boot.memory_count; i++)
        if (const uint64_t begin = find_free(boot.memory[i], pages)) {
            add_reserved(begin, begin + pages * MACH_PAGE_SIZE);
            return begin;
        }
    boot_failed("too little memory");
}

}  // namespace machine
