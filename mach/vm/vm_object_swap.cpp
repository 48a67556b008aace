/// \file
/// Anonymous objects whose pages may be on the swap space.

#include <algorithm>

#include <vm/vm_map.hpp>
#include <vm/vm_swap_clock.hpp>

void vm_object::make_swappable() {
    lock_guard guard(lock);
    if (swappable_) return;
    swappable_ = true;
    vm_swap_clock::add(*this);
}

void vm_object::leave_slot(vm_page &page) {
    page.queue = vm_page_queue::none;
    pages_.replace({page.resident.index, nullptr, page.slot});
    page.use = vm_page_use::kernel;
    vm_page_free(page, 0);
}

/// Locks go down the chain.
static vm_map::page_counts pages_in_chain(vm_object *object) NO_THREAD_SAFETY_ANALYSIS {
    vm_map::page_counts found;
    object->lock.lock();
    for (;;) {
        if (object->anonymous()) {
            found.resident += object->resident_count();
            found.swapped += object->swapped_count();
        }
        vm_object *below = object->shadow();
        if (below) below->lock.lock();
        object->lock.unlock();
        if (!below) return found;
        object = below;
    }
}

vm_map::page_counts vm_map::anonymous_pages() {
    lock_guard guard(lock);
    page_counts all;
    for (vm_map_entry &entry : entries_) {
        if (!entry.object) continue;
        const page_counts chain = pages_in_chain(entry.object.get());
        const uint64_t most = entry.size() >> MACH_PAGE_SHIFT;
        const uint64_t swapped = std::min(chain.swapped, most);
        all.swapped += swapped;
        all.resident += std::min(chain.resident, most - swapped);
    }
    return all;
}
