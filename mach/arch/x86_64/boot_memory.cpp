#include "boot_memory.hpp"

#include <chip/boot_ranges.hpp>
#include <kern/assert.hpp>
#include <kern/boot_info.hpp>
#include <kern/bootstrap.hpp>
#include <machine/address_space.hpp>
#include <machine/clear_page.hpp>

#include "image.hpp"

namespace machine {
namespace {

constexpr uint64_t mapped_by_head = 1ull << 32, first_mib = 1u << 20;
constexpr uint64_t least_memory = 16u << 20;

uint64_t start_page = 0;
uint64_t next_page = 0;

/// First page at or above `page` that is RAM; ~0 if none.
uint64_t next_ram(uint64_t page) {
    for (std::size_t i = 0; i < boot.memory_count; ++i)
        if (page < boot.memory[i].end)
            return page > boot.memory[i].begin ? page : boot.memory[i].begin;
    return ~uint64_t{0};
}

/// End of the reserved range that holds `page`; `page` if none does.
uint64_t skip_reserved(uint64_t page) {
    for (std::size_t i = 0; i < boot.reserved_count; ++i)
        if (page >= boot.reserved[i].begin && page < boot.reserved[i].end)
            return boot.reserved[i].end;
    return page;
}

/// Highest unused RAM page that real mode can reach, without the first.
uint64_t find_start_page() {
    constexpr uint64_t lowest = 0x1000, highest = 0x9f000;
    for (uint64_t page = highest; page >= lowest; page -= boot_page_size)
        if (next_ram(page) == page && skip_reserved(page) == page) return page;
    return 0;
}

}  // namespace

byte_span read_boot_memory(uint64_t address, std::size_t size) {
    if (address >= mapped_by_head || size > mapped_by_head - address) return {};
    return {static_cast<const std::byte *>(phys_to_virt(address)), size};
}

void boot_memory_settle() {
    start_page = find_start_page();
    (void)boot_reserve(boot, 0, first_mib);
    (void)boot_reserve(boot, image_to_phys(kernel_begin), image_to_phys(kernel_end));
    uint64_t total = 0;
    for (std::size_t i = 0; i < boot.memory_count; ++i)
        total += boot.memory[i].end - boot.memory[i].begin;
    if (total < least_memory)
        boot_failed("too little memory: %lu KiB", static_cast<unsigned long>(total / 1024));
    next_page = image_to_phys(kernel_end);
}

uint64_t boot_start_page() { return start_page; }

uint64_t boot_page() {
    for (uint64_t page = next_page;;) {
        const uint64_t ram = next_ram(page);
        if (ram >= mapped_by_head) panic("no memory for the kernel's page tables");
        page = skip_reserved(ram);
        if (page != ram) continue;
        if (!boot_reserve(boot, page, page + boot_page_size))
            panic("the memory map has too many pieces");
        next_page = page + boot_page_size;
        clear_page(phys_to_virt(page));
        return page;
    }
}

}  // namespace machine
