#include <vm/vm_page_buddy.hpp>

#include <bit>

namespace {

/// Constructed by vm_page_init: nothing is allocated before.
union storage {
    constexpr storage() : nothing{} {}
    constexpr ~storage() {}
    char nothing;
    vm_page_buddy object;
};
constinit storage place;

}  // namespace

constinit vm_page_buddy &vm_page_free_blocks = place.object;

void vm_page_buddy::insert(vm_page &page, unsigned order) {
    page.use = vm_page_use::free;
    page.order = static_cast<uint8_t>(order);
    blocks_[order].push_front(page);
    nonempty_ |= 1u << order;
}

void vm_page_buddy::remove(vm_page &page) {
    block_list &blocks = blocks_[page.order];
    blocks.erase(blocks.iterator_to(page));
    if (blocks.empty()) nonempty_ &= ~(1u << page.order);
    page.use = vm_page_use::free_tail;
}

/// Null when the buddy lies outside the frame table. Frame numbers, not table indices, decide, so
/// that blocks are aligned to their size in physical memory.
vm_page *vm_page_buddy::buddy_of(const vm_page &page, unsigned order) {
    return vm_page_at(vm_page_address(page) ^ (uint64_t{MACH_PAGE_SIZE} << order));
}

vm_page *vm_page_buddy::allocate(unsigned order) {
    const uint32_t candidates = nonempty_ >> order << order;
    if (candidates == 0) return nullptr;
    auto from = static_cast<unsigned>(std::countr_zero(candidates));
    vm_page &page = blocks_[from].front();
    remove(page);
    while (from > order) {
        --from;
        insert(*(&page + (1u << from)), from);
    }
    page.use = vm_page_use::kernel;
    page.order = static_cast<uint8_t>(order);
    free_count_.store(free_count() - (1u << order), std::memory_order_relaxed);
    return &page;
}

void vm_page_buddy::free(vm_page &page, unsigned order) {
    assert(page.use != vm_page_use::free && page.use != vm_page_use::free_tail);
    free_count_.store(free_count() + (1u << order), std::memory_order_relaxed);
    vm_page *block = &page;
    while (order < vm_page_max_order) {
        vm_page *buddy = buddy_of(*block, order);
        if (!buddy || buddy->use != vm_page_use::free || buddy->order != order) break;
        remove(*buddy);
        block->use = vm_page_use::free_tail;
        if (buddy < block) block = buddy;
        ++order;
    }
    insert(*block, order);
}
