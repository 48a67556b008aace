/// \file
/// A pager's lock request, page by page.

#include <kern/long_work.hpp>
#include <machine/cpu.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_page_queues.hpp>

void vm_object::queue_page(vm_page &page) {
    if (pager_) vm_pageout_queues.activate(page);
}

result<uint64_t> vm_object::lock_page(uint64_t from, uint64_t end, memory_object_return_t back,
                                      bool flush, vm_prot_t forbid) {
    memory_object_return message;
    uint64_t index;
    for (bool prepared = false;; long_work(spin_cost)) {
        machine::relax();
        lock_guard guard(lock);
        vm_page *page = pages_.next(from);
        if (!page || page->resident.index >= end) {
            wake_all();
            return end;
        }
        index = page->resident.index;
        if (page->state != vm_page_state::valid) break;
        const bool wanted = (back != MEMORY_OBJECT_RETURN_NONE && page->dirty) ||
                            (back == MEMORY_OBJECT_RETURN_ALL && page->precious);
        // A clean page is mapped for reading only: nothing changes for it.
        if (!wanted && !flush && forbid == VM_PROT_NONE && page->pager_lock == VM_PROT_NONE) break;
        if (wanted && !prepared && !(prepared = message.prepare(flush)))
            return error(KERN_RESOURCE_SHORTAGE);
        if (!unmap(index, index + 1)) continue;
        page->pager_lock = forbid;
        page->unlock_requested = false;
        if (wanted) {
            message.take(*this, *page, flush);
        } else if (flush) {
            take_out(*page);
            vm_page_free(*page, 0);
        }
        wake_all();
        break;
    }
    message.send(*pager_);
    long_work(1000);
    return index + 1;
}
