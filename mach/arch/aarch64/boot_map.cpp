/// \file
#include "boot_map.hpp"

#include "boot_memory.hpp"
#include "image.hpp"

#include <kern/address_layout.hpp>
#include <kern/assert.hpp>
#include <kern/boot_info.hpp>
#include <kern/bootstrap.hpp>
#include <chip/fdt.hpp>
#include <machine/address_space.hpp>
#include <machine/tlb.hpp>
#include <mach/vm_types.h>

namespace machine {

namespace {

constexpr uint64_t page = MACH_PAGE_SIZE, large = 2u << 20, huge = 1u << 30;

/// The window begins with the device tree's blocks; pages follow.
uint64_t tree_window() { return kernel_layout.window; }
uint64_t page_window() { return kernel_layout.window + 2 * large; }
constexpr uint64_t window_pages = sizeof window_l3 / sizeof(pte);
uint64_t window_used = 0;

/// Tables for the first range to be mapped stand in the image; later ones come from that range.
constexpr uint64_t early_tables = 12, most_tables = 256;
alignas(4096) pte early_table[early_tables][512];
uint64_t early_used = 0;
physical_range table_memory{};
uint64_t image_physical = 0;

pte *table_at(uint64_t physical) {
    const uint64_t offset = physical - image_physical;
    return static_cast<pte *>(offset < image_offset(kernel_end) ? kernel_begin + offset
                                                                : phys_to_virt(physical));
}

/// Physical address of an empty table.
uint64_t new_table() {
    if (early_used < early_tables) return image_physical + image_offset(early_table[early_used++]);
    if (table_memory.begin == table_memory.end) panic("memory is in too many pieces");
    const uint64_t physical = table_memory.begin;
    table_memory.begin += page;
    for (pte &entry : std::span(table_at(physical), 512)) entry = {};
    return physical;
}

/// The entry for `address` in the table of the given level (1 to 3), tables on the way made as
/// needed.
pte &entry_at(uint64_t address, unsigned level) {
    pte *table = kernel_root_table;
    for (unsigned above = 0; above < level; above++) {
        pte &entry = table[address >> (39 - 9 * above) & 511];
        if (!entry.present()) entry = pte::make_table(new_table());
        table = table_at(entry.address());
    }
    return table[address >> (39 - 9 * level) & 511];
}

void map_range(physical_range range, vm_prot_t protection) {
    const auto base = reinterpret_cast<uint64_t>(phys_to_virt(0));
    while (range.begin < range.end) {
        const uint64_t left = range.end - range.begin, address = base + range.begin;
        if (range.begin % huge == 0 && left >= huge) {
            entry_at(address, 1) = pte::make_block(range.begin, protection, memory_type::normal);
            range.begin += huge;
        } else if (range.begin % large == 0 && left >= large) {
            entry_at(address, 2) = pte::make_block(range.begin, protection, memory_type::normal);
            range.begin += large;
        } else {
            entry_at(address, 3) =
                pte::make_leaf(range.begin, protection, memory_type::normal, false);
            range.begin += page;
        }
    }
}

/// One range of RAM: what of it is kernel text or constants is read-only here too.
void map_ram(physical_range range) {
    const uint64_t fixed_begin = image_physical,
                   fixed_end = image_physical + image_offset(data_begin);
    const auto part = [&](uint64_t begin, uint64_t end, vm_prot_t protection) {
        begin = begin > range.begin ? begin : range.begin;
        end = end < range.end ? end : range.end;
        if (begin < end) map_range({begin, end}, protection);
    };
    part(0, fixed_begin, VM_PROT_READ | VM_PROT_WRITE);
    part(fixed_begin, fixed_end, VM_PROT_READ);
    part(fixed_end, ~uint64_t{0}, VM_PROT_READ | VM_PROT_WRITE);
}

uint64_t map_window_pages(uint64_t physical, uint64_t pages, memory_type type) {
    if (pages > window_pages - window_used) panic("device registers do not fit");
    const uint64_t at = page_window() + window_used * page;
    for (uint64_t i = 0; i < pages; i++)
        window_l3[window_used++] =
            pte::make_leaf(physical + i * page, VM_PROT_READ | VM_PROT_WRITE, type, false);
    tlb_publish();
    return at;
}

}  // namespace

void *map_device(uint64_t physical, uint64_t size) {
    const uint64_t offset = physical % page;
    return reinterpret_cast<void *>(map_window_pages(physical - offset,
                                                     (offset + size + page - 1) / page,
                                                     memory_type::device) +
                                    offset);
}

uint64_t map_stack(uint64_t physical) {
    window_used++;  // the guard page stays unmapped
    return map_window_pages(physical, KERNEL_STACK_SIZE / page, memory_type::normal) +
           KERNEL_STACK_SIZE;
}

std::span<const std::byte> map_device_tree(uint64_t physical) {
    const auto *start = reinterpret_cast<const std::byte *>(tree_window() + physical % large);
    const std::size_t size = fdt::total_size({start, 8});
    if (physical == 0 || physical % 8 != 0 || size == 0) return {};
    if (physical % large + size > large) {
        window_l2[1] =
            pte::make_block((physical & ~(large - 1)) + large, VM_PROT_READ, memory_type::normal);
        tlb_publish();
    }
    return {start, size};
}

void map_memory(uint64_t image) {
    image_physical = image;
    const std::span memory(boot.memory, boot.memory_count);
    if (memory.empty()) panic("no memory");
    const physical_range *largest = &memory[0];
    for (const physical_range &range : memory)
        if (range.end - range.begin > largest->end - largest->begin) largest = &range;
    if (memory.back().end > DIRECT_MAP_SIZE) panic("memory beyond 16 TiB");
    map_ram(*largest);
    tlb_publish();

    const uint64_t tables = find_free(*largest, most_tables);
    if (tables == 0) boot_failed("too little memory");
    table_memory = {tables, tables + most_tables * page};
    for (const physical_range &range : memory)
        if (&range != largest) map_ram(range);
    add_reserved(tables, table_memory.begin);
    tlb_publish();
}

}  // namespace machine
