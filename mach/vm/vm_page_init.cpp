/// \file
/// From the boot code's memory ranges to the frame table and the buddy allocator.

#include <algorithm>
#include <new>

#include <kern/boot_info.hpp>
#include <kern/bootstrap.hpp>
#include <kern/log.hpp>
#include <vm/vm_page_queues.hpp>

extern uint64_t vm_page_total, vm_page_reserve;

namespace {

constexpr uint64_t round_up(uint64_t value) {
    return (value + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
}

/// The first reserved range that touches [begin, end), by address; null when none does.
const physical_range *first_reserved(uint64_t begin, uint64_t end) {
    const physical_range *first = nullptr;
    for (std::size_t i = 0; i < boot.reserved_count; ++i) {
        const physical_range &r = boot.reserved[i];
        if (r.begin < end && r.end > begin && r.begin < r.end && (!first || r.begin < first->begin))
            first = &r;
    }
    return first;
}

/// Calls visit(begin, end) for each page-aligned piece of RAM that nothing is in yet.
template <class Visit>
void for_each_usable(Visit visit) NO_THREAD_SAFETY_ANALYSIS {
    for (std::size_t i = 0; i < boot.memory_count; ++i) {
        uint64_t at = round_up(boot.memory[i].begin);
        const uint64_t end = boot.memory[i].end & ~uint64_t{MACH_PAGE_MASK};
        while (at < end) {
            const physical_range *hole = first_reserved(at, end);
            const uint64_t stop =
                hole ? std::max(at, hole->begin & ~uint64_t{MACH_PAGE_MASK}) : end;
            if (at < stop) visit(at, stop);
            at = hole ? std::max(stop, round_up(hole->end)) : end;
        }
    }
}

/// Finds room for the frame table in one piece of usable memory; the highest one, to leave low
/// memory to devices.
uint64_t place_table(uint64_t size) {
    uint64_t place = 0;
    for_each_usable([&](uint64_t begin, uint64_t end) {
        if (end - begin >= size && end - size > place) place = end - size;
    });
    return place;
}

void release(uint64_t begin, uint64_t end) REQUIRES(vm_page_free_blocks.lock) {
    while (begin < end) {
        unsigned order = vm_page_max_order;
        while ((begin & ((uint64_t{MACH_PAGE_SIZE} << order) - 1)) != 0 ||
               begin + (uint64_t{MACH_PAGE_SIZE} << order) > end)
            --order;
        vm_page_free_blocks.free(*vm_page_at(begin), order);
        begin += uint64_t{MACH_PAGE_SIZE} << order;
        vm_page_total += uint64_t{1} << order;
    }
}

}  // namespace

void vm_page_init() {
    ::new (&vm_page_free_blocks) vm_page_buddy;
    ::new (&vm_pageout_queues) vm_page_queues;
    uint64_t lowest = ~uint64_t{0}, highest = 0, usable = 0;
    for (std::size_t i = 0; i < boot.memory_count; ++i) {
        lowest = std::min(lowest, boot.memory[i].begin & ~uint64_t{MACH_PAGE_MASK});
        highest = std::max(highest, boot.memory[i].end & ~uint64_t{MACH_PAGE_MASK});
    }
    for_each_usable([&](uint64_t begin, uint64_t end) { usable += end - begin; });
    if (usable < (uint64_t{4} << 20)) boot_failed("too little memory: %lu KB", usable >> 10);
    const uint64_t frames = (highest - lowest) >> MACH_PAGE_SHIFT;
    const uint64_t table_size = round_up(frames * sizeof(vm_page));
    const uint64_t table = place_table(table_size);
    if (table == 0) panic("no room for the frame table: %lu KB", table_size >> 10);

    auto *pages = reinterpret_cast<vm_page *>(machine::phys_to_virt(table));
    for (uint64_t i = 0; i < frames; ++i) ::new (pages + i) vm_page;
    vm_page_table = {pages, lowest >> MACH_PAGE_SHIFT, frames};

    lock_guard guard(vm_page_free_blocks.lock);
    for_each_usable([&](uint64_t begin, uint64_t end) REQUIRES(vm_page_free_blocks.lock) {
        release(begin, end > table && begin <= table ? table : end);
    });
    vm_page_reserve = std::clamp<uint64_t>(vm_page_total / 64, 128, 4096);
    log("memory: %lu MB, %lu KB of frame table\n", vm_page_total >> 8, table_size >> 10);
}
