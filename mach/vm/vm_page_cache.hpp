/// \file
/// Single free frames kept by each processor, so that most allocations take no lock. Kernel code is
/// not preempted and interrupts are off, so a processor owns its cache; only draining another's
/// needs its lock-free hand-over, which we do not do: a drain empties the calling processor's cache
/// alone.
#pragma once

#include <vm/vm_page_buddy.hpp>

extern uint64_t vm_page_reserve;

/// Frames that are left to others.
inline uint64_t vm_page_floor(vm_page_demand demand) {
    switch (demand) {
    case vm_page_demand::user: return vm_page_reserve;
    case vm_page_demand::data: return vm_page_reserve / 4 * 3;
    case vm_page_demand::server: return vm_page_reserve / 4;
    case vm_page_demand::kernel: break;
    }
    return 0;
}

class vm_page_cache {
public:
    static constexpr unsigned capacity = 64, batch = 32;

    [[nodiscard]] vm_page *allocate(vm_page_demand demand) {
        if (count_ == 0 && !refill(demand)) [[unlikely]]
            return nullptr;
        vm_page *page = pages_[--count_];
        page->use = vm_page_use::kernel;
        return page;
    }
    void free(vm_page &page) {
        assert(page.use != vm_page_use::free && page.use != vm_page_use::free_tail);
        if (vm_page_free_blocks.free_count() < vm_page_reserve) [[unlikely]]
            return replenish(page);
        if (count_ == capacity) [[unlikely]]
            drain(capacity - batch);
        page.use = vm_page_use::free_tail;
        pages_[count_++] = &page;
    }
    /// Gives frames back until `keep` are left.
    void drain(unsigned keep);
    unsigned count() const { return count_; }

private:
    /// What is freed while the reserve is not whole goes there, lest users get it from here.
    static void replenish(vm_page &page);
    bool refill(vm_page_demand demand);

    unsigned count_ = 0;
    vm_page *pages_[capacity];
};
