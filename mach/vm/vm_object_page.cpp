/// \file
/// The resident pages of an object.

#include <vm/vm_object.hpp>

#include <kern/long_work.hpp>
#include <vm/vm_page_queues.hpp>
#include <vm/vm_swap.hpp>

/// Makes `page` one of this object's, fresh; it is the caller's to put it into the tree.
inline void vm_object::settle(vm_page &page, uint64_t index) {
    page.resident = {this, index};
    page.use = vm_page_use::object;
    page.state = vm_page_state::valid;
    page.dirty = page.precious = page.unlock_requested = page.swapping = false;
    page.slot = 0;
    page.queue = vm_page_queue::none;
    page.instructions_synced = false;
    page.pager_lock = VM_PROT_NONE;
    page.count = 0;
}

bool vm_object::insert(vm_page &page, uint64_t index) {
    settle(page, index);
    if (pages_.insert(page)) [[likely]]
        return true;
    page.use = vm_page_use::kernel;
    return false;
}

void vm_object::expect(vm_page &page, uint64_t index) {
    const uint32_t slot = slot_at(index);
    settle(page, index);
    page.state = vm_page_state::absent;
    page.slot = slot;
    page.swapping = true;
    pages_.replace({index, &page, 0});
}

void vm_object::take_out(vm_page &page) {
    assert(page.resident.object == this);
    if (page.queue != vm_page_queue::none) vm_pageout_queues.remove(page);
    if (page.slot != 0 && !page.swapping) [[unlikely]]
        vm_swap_space.free(page.slot);
    pages_.remove(page.resident.index);
    page.use = vm_page_use::kernel;
}

bool vm_object::free_pages(uint64_t first, uint64_t end, unsigned budget) {
    while (!pages_.empty()) {
        const auto found = pages_.first(first);
        if ((!found.page && found.slot == 0) || found.index >= end) return true;
        if (budget-- == 0) return false;
        first = found.index + 1;
        if (found.page) {
            take_out(*found.page);
            vm_page_free(*found.page, 0);
        } else {
            pages_.remove(found.index);
            vm_swap_space.free(found.slot);
        }
    }
    return true;
}

void vm_object::free_all(uint64_t first, uint64_t end) {
    constexpr unsigned batch = 32, page_cost = 300;
    while (!free_pages(first, end, batch)) long_work(batch * page_cost);
}
