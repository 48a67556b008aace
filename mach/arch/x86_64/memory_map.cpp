#include "memory_map.hpp"

#include <kern/address_layout.hpp>
#include <kern/assert.hpp>
#include <kern/boot_info.hpp>
#include <machine/address_space.hpp>

#include "boot_memory.hpp"
#include "features.hpp"
#include "image.hpp"

namespace machine {
namespace {

constexpr unsigned root_level = 3;
constexpr uint64_t page_size = 4096;

uint64_t root = 0;
unsigned direct_map_slots = 0;  // root entries from the direct map's first on
uint64_t next_window = 0;

constexpr unsigned slot(uint64_t address, unsigned level) {
    return address >> (12 + 9 * level) & 511;
}
constexpr uint64_t span_of(unsigned level) { return page_size << (9 * level); }
pte *table_at(uint64_t physical) { return static_cast<pte *>(phys_to_virt(physical)); }

/// The table below `entry`, made if there is none.
pte *descend(pte &entry) {
    if (!entry.present()) entry = pte::make_table(boot_page());
    assert(entry.is_table());
    return table_at(entry.address());
}

/// Without NX a page is executable whatever is asked for.
pte supported(pte entry) {
    if (!features.no_execute) entry.raw &= ~pte::no_execute;
    return entry;
}

/// Highest level at which one entry can map the beginning of [virt, virt + size) to `physical`.
unsigned best_level(uint64_t virt, uint64_t physical, uint64_t size) {
    unsigned level = features.gigabyte_pages ? 2 : 1;
    while (level > 0 && (((virt | physical) & (span_of(level) - 1)) || size < span_of(level)))
        --level;
    return level;
}

void map(uint64_t top, uint64_t virt, uint64_t physical, uint64_t size, vm_prot_t protection,
         memory_type type) {
    while (size != 0) {
        const unsigned level = type == memory_type::normal ? best_level(virt, physical, size) : 0;
        pte *table = table_at(top);
        for (unsigned l = root_level; l > level; --l) table = descend(table[slot(virt, l)]);
        table[slot(virt, level)] =
            supported(level == 0 ? pte::make_leaf(physical, protection, type, false)
                                 : pte::make_block(physical, protection, type));
        virt += span_of(level);
        physical += span_of(level);
        size -= span_of(level);
    }
}

void map_ram(uint64_t begin, uint64_t end) {
    if (begin < end)
        map(root, direct_map_base() + begin, begin, end - begin, VM_PROT_READ | VM_PROT_WRITE,
            memory_type::normal);
}

void map_direct() {
    // Text and constants have no writable second mapping.
    const uint64_t hole_begin = image_to_phys(text_begin), hole_end = image_to_phys(data_begin);
    uint64_t top = 0;
    for (std::size_t i = 0; i < boot.memory_count; ++i) {
        const physical_range range = boot.memory[i];
        if (range.end > DIRECT_MAP_SIZE) panic("memory beyond 16 TiB");
        map_ram(range.begin, range.end < hole_begin ? range.end : hole_begin);
        map_ram(range.begin > hole_end ? range.begin : hole_end, range.end);
        top = range.end;
    }
    direct_map_slots = static_cast<unsigned>(
        (direct_map_base() % span_of(root_level) + top + span_of(root_level) - 1) /
        span_of(root_level));
}

void map_section(const char *begin, const char *end, vm_prot_t protection) {
    for (const char *page = begin; page < end; page += page_size)
        if (page != boot_stack_guard)
            map(root, reinterpret_cast<uint64_t>(page), image_to_phys(page), page_size, protection,
                memory_type::normal);
}

}  // namespace

void build_memory_map() {
    root = boot_page();
    map_direct();
    map_section(text_begin, rodata_begin, VM_PROT_READ | VM_PROT_EXECUTE);
    map_section(rodata_begin, data_begin, VM_PROT_READ);
    map_section(data_begin, kernel_end, VM_PROT_READ | VM_PROT_WRITE);
    descend(table_at(root)[slot(kernel_map_begin, root_level)]);
    static_assert(KERNEL_MAP_SIZE == span_of(root_level), "one root entry");
    next_window = kernel_layout.window;
    activate(root, 0);
}

void *map_device(uint64_t physical, std::size_t size) {
    const uint64_t first = physical & -page_size;
    const uint64_t bytes = (physical + size - first + page_size - 1) & -page_size;
    const uint64_t address = next_window;
    next_window += bytes;
    map(root, address, first, bytes, VM_PROT_READ | VM_PROT_WRITE, memory_type::device);
    return reinterpret_cast<void *>(address + (physical - first));
}

uint64_t map_stack(std::size_t size) {
    next_window += page_size;
    for (std::size_t done = 0; done < size; done += page_size, next_window += page_size)
        map(root, next_window, boot_page(), page_size, VM_PROT_READ | VM_PROT_WRITE,
            memory_type::normal);
    return next_window;
}

uint64_t kernel_root() { return root; }

void init_user_root(pte *table) {
    const pte *kernel = table_at(root);
    const unsigned direct = slot(direct_map_base(), root_level),
                   dynamic = slot(kernel_map_begin, root_level);
    constexpr unsigned image = slot(IMAGE_BASE, root_level);  // and the window
    for (unsigned i = direct; i < direct + direct_map_slots; ++i) table[i] = kernel[i];
    table[dynamic] = kernel[dynamic];
    table[image] = kernel[image];
}

uint64_t build_start_root(uint64_t page) {
    const uint64_t start_root = boot_page();
    init_user_root(table_at(start_root));
    map(start_root, page, page, page_size, VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE,
        memory_type::normal);
    return start_root;
}

}  // namespace machine
