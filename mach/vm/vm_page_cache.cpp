#include <vm/vm_page_cache.hpp>

#include <algorithm>

bool vm_page_cache::refill(vm_page_demand demand) {
    const uint64_t floor = vm_page_floor(demand);
    lock_guard guard(vm_page_free_blocks.lock);
    const uint64_t free = vm_page_free_blocks.free_count();
    if (free <= floor) return false;
    // Of the reserve no more than is needed now.
    const auto want = static_cast<unsigned>(
        std::clamp<uint64_t>(free - std::min(free, vm_page_reserve), 1, batch));
    while (count_ < want) {
        vm_page *page = vm_page_free_blocks.allocate(0);
        if (!page) break;
        page->use = vm_page_use::free_tail;
        pages_[count_++] = page;
    }
    return count_ != 0;
}

void vm_page_cache::replenish(vm_page &page) {
    lock_guard guard(vm_page_free_blocks.lock);
    vm_page_free_blocks.free(page, 0);
}

void vm_page_cache::drain(unsigned keep) {
    lock_guard guard(vm_page_free_blocks.lock);
    while (count_ > keep) {
        vm_page &page = *pages_[--count_];
        page.use = vm_page_use::kernel;  // the buddy allocator takes only what is not free
        vm_page_free_blocks.free(page, 0);
    }
}
