#include <vm/vm_page.hpp>

#include <cstring>

#include <machine/clear_page.hpp>
#include <machine/cpu.hpp>
#include <vm/vm_page_cache.hpp>
#include <vm/vm_page_queues.hpp>

vm_page_table_bounds vm_page_table;
uint64_t vm_page_total, vm_page_reserve;

namespace {

/// Padded to whole cache lines by its size; indexed by processor.
vm_page_cache caches[machine::max_cpus];

vm_page_cache &this_cache() { return caches[machine::cpu_number()]; }

#ifdef DEBUG
constexpr unsigned char poison = 0xd7;
void poison_frames(vm_page &page, unsigned order) {
    std::memset(vm_page_data(page), poison, std::size_t{MACH_PAGE_SIZE} << order);
}
#else
void poison_frames(vm_page &, unsigned) {}
#endif

}  // namespace

vm_page *vm_page_allocate(unsigned order, vm_page_demand demand) {
    if (order == 0) [[likely]]
        return this_cache().allocate(demand);
    if (order > vm_page_max_order) return nullptr;
    lock_guard guard(vm_page_free_blocks.lock);
    if (vm_page_free_blocks.free_count() < vm_page_floor(demand) + (1u << order)) return nullptr;
    return vm_page_free_blocks.allocate(order);
}

void vm_page_free(vm_page &page, unsigned order) {
    poison_frames(page, order);
    page.count = 0;
    if (order == 0) return this_cache().free(page);
    lock_guard guard(vm_page_free_blocks.lock);
    vm_page_free_blocks.free(page, order);
}

void vm_page::clear() { machine::clear_page(vm_page_data(*this)); }

vm_page *vm_page_allocate_zeroed(vm_page_demand demand) {
    vm_page *page = vm_page_allocate(0, demand);
    if (page) machine::clear_page(vm_page_data(*page));
    return page;
}

vm_page_counts vm_page_count() {
    uint64_t cached = 0;
    for (const vm_page_cache &cache : caches) cached += cache.count();
    return {.total = vm_page_total,
            .free = vm_page_free_blocks.free_count() + cached,
            .reserve = vm_page_reserve,
            .active = vm_pageout_queues.active_count(),
            .inactive = vm_pageout_queues.inactive_count()};
}

void vm_page_drain() { this_cache().drain(0); }
