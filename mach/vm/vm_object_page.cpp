/// \file
/// The resident pages of an object.

#include <vm/vm_object.hpp>

#include <kern/long_work.hpp>
#include <vm/vm_page_queues.hpp>

bool vm_object::insert(vm_page &page, uint64_t index) {
    page.resident = {this, index};
    page.use = vm_page_use::object;
    page.state = vm_page_state::valid;
    page.dirty = page.precious = page.unlock_requested = false;
    page.instructions_synced = false;
    page.pager_lock = VM_PROT_NONE;
    page.count = 0;
    if (pages_.insert(page)) [[likely]]
        return true;
    page.use = vm_page_use::kernel;
    return false;
}

void vm_object::take_out(vm_page &page) {
    assert(page.resident.object == this);
    if (page.queue != vm_page_queue::none) vm_pageout_queues.remove(page);
    pages_.remove(page.resident.index);
    page.use = vm_page_use::kernel;
}

bool vm_object::free_pages(uint64_t first, uint64_t end, unsigned budget) {
    for (;;) {
        vm_page *page = pages_.next(first);
        if (!page || page->resident.index >= end) return true;
        if (budget-- == 0) return false;
        first = page->resident.index + 1;
        take_out(*page);
        vm_page_free(*page, 0);
    }
}

void vm_object::free_all(uint64_t first, uint64_t end) {
    constexpr unsigned batch = 32, page_cost = 300;
    while (!free_pages(first, end, batch)) long_work(batch * page_cost);
}
