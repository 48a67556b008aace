#include <kern/zone.hpp>

#include <bit>

#include <kern/assert.hpp>
#include <vm/vm_page.hpp>

namespace {

constexpr unsigned smallest_shift = 4, largest_shift = 12;
constexpr std::size_t largest_size = std::size_t{1} << 20;

zone_base classes[] = {
    {"kalloc.16", 16, 16},     {"kalloc.32", 32, 16},     {"kalloc.64", 64, 16},
    {"kalloc.128", 128, 16},   {"kalloc.256", 256, 16},   {"kalloc.512", 512, 16},
    {"kalloc.1024", 1024, 16}, {"kalloc.2048", 2048, 16}, {"kalloc.4096", 4096, 16},
};
static_assert(sizeof classes / sizeof classes[0] == largest_shift - smallest_shift + 1);

zone_base &class_of(std::size_t size) {
    const auto shift =
        size <= 16 ? smallest_shift : static_cast<unsigned>(std::bit_width(size - 1));
    return classes[shift - smallest_shift];
}

unsigned order_of(std::size_t size) {
    return static_cast<unsigned>(std::bit_width((size - 1) >> MACH_PAGE_SHIFT));
}

}  // namespace

void *kalloc(std::size_t size) {
    if (size <= std::size_t{1} << largest_shift) return class_of(size).allocate();
    if (size > largest_size) return nullptr;
    vm_page *pages = vm_page_allocate(order_of(size));
    return pages ? vm_page_data(*pages) : nullptr;
}

void kfree(void *memory, std::size_t size) {
    if (!memory) return;
    if (size <= std::size_t{1} << largest_shift) return class_of(size).free(memory);
    vm_page *pages = vm_page_at(machine::virt_to_phys(memory));
    assert(pages && pages->use == vm_page_use::kernel);
    vm_page_free(*pages, order_of(size));
}
