/// \file
/// Messages to the default memory manager, and what its answers do to the pages.

#include <cstring>

#include <kern/thread.hpp>
#include <mach/interface/memory_object.hpp>
#include <machine/timer.hpp>
#include <vm/kernel_message.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_events.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_swap.hpp>
#include <vm/vm_swap_clock.hpp>

bool vm_swap::read(const memory_object_demand &demand) {
    using data_request = kernel_message<memory_object_data_request_routine>;
    const uint64_t offset = uint64_t{demand.slot} << MACH_PAGE_SHIFT;
    ref<vm_object> space;
    {
        lock_guard guard(lock_);
        space = object_;
    }
    ipc_kmsg *kmsg = data_request::allocate();
    if (!kmsg) {
        finish(offset, outcome::withdrawn);
        return false;
    }
    vm_events.swap_ins.happened(demand.count);
    data_request::send(kmsg, space->pager()->port(),
                       {offset, uint64_t{demand.count} << MACH_PAGE_SHIFT, VM_PROT_READ});
    // It may have died before the request was noted.
    if (!alive()) finish(offset, outcome::withdrawn);
    return true;
}

void vm_swap::write(ipc_kmsg *message, ref<vm_map_copy> data, uint32_t slot) {
    using data_return = kernel_message<memory_object_data_return_routine>;
    const uint64_t offset = uint64_t{slot} << MACH_PAGE_SHIFT;
    ref<vm_object> space;
    {
        lock_guard guard(lock_);
        space = object_;
    }
    vm_events.swap_outs.happened(static_cast<uint32_t>(data->size() >> MACH_PAGE_SHIFT));
    data_return::send(message, space->pager()->port(),
                      {.data = kernel_memory_descriptor(std::move(data)),
                       .offset = offset,
                       .dirty = true,
                       .kernel_copy = true});
    if (!alive()) finish(offset, outcome::withdrawn);
}

void vm_swap::finish_page(vm_object &object, vm_page &page, bool writing, outcome how) {
    page.swapping = false;
    if (!writing) {
        if (how == outcome::withdrawn) return object.leave_slot(page);
        page.state = how == outcome::done ? vm_page_state::valid : vm_page_state::error;
        return;
    }
    if (how != outcome::done || page.dirty) {
        free(page.slot);
        page.slot = 0;
        // What the disk does not take is not offered to it again at once.
        page.queue = vm_page_queue::none;
    } else if (page.queue == vm_page_queue::aged) {
        object.leave_slot(page);  // not touched meanwhile, and so not mapped
        vm_swap_clock::written();
    }
}

/// Only with its data is a read done.
void vm_swap::finish(uint64_t offset, outcome how) {
    request asked = take(static_cast<uint32_t>(offset >> MACH_PAGE_SHIFT));
    if (!asked.writing && how == outcome::done) how = outcome::failed;
    finish(std::move(asked), how);
}

/// A page that went away meanwhile has left its slot to this request.
void vm_swap::finish(request done, outcome how) {
    if (!done.object) return;
    {
        vm_object &object = *done.object;
        lock_guard guard(object.lock);
        if (how == outcome::failed && !done.writing && done.count > 1) {
            // Which one the disk does not give is found out page by page.
            object.swap_singly = true;
            how = outcome::withdrawn;
        }
        for (unsigned i = 0; i < done.count; ++i) {
            vm_page *page = object.page_at(done.index + i);
            if (page && page->swapping && page->slot == done.slot + i)
                finish_page(object, *page, done.writing, how);
            else
                free(done.slot + i);
        }
        object.wake_all();
    }
    wake();
}

void vm_swap::supplied(uint64_t offset, const vm_map_copy &data) {
    request asked = take(static_cast<uint32_t>(offset >> MACH_PAGE_SHIFT));
    if (!asked.object) return;
    vm_page *bounce = vm_page_allocate(0);
    bool good = bounce && !asked.writing;
    for (unsigned i = 0; good && i < asked.count; ++i) {
        good = data.read(vm_page_data(*bounce), uint64_t{i} << MACH_PAGE_SHIFT, MACH_PAGE_SIZE)
                   .has_value();
        if (!good) break;
        lock_guard guard(asked.object->lock);
        vm_page *page = asked.object->page_at(asked.index + i);
        if (page && page->swapping && page->slot == asked.slot + i)
            std::memcpy(vm_page_data(*page), vm_page_data(*bounce), MACH_PAGE_SIZE);
    }
    if (bounce) vm_page_free(*bounce, 0);
    finish(std::move(asked), good ? outcome::done : bounce ? outcome::failed : outcome::withdrawn);
}

void vm_swap::lost() {
    alive_.store(false, std::memory_order_relaxed);
    died_.store(machine::now(), std::memory_order_relaxed);
    vm_map::servers_privileged.store(true, std::memory_order_relaxed);
    withdraw();
    wake();
}

/// Ends all requests that have been sent. Their slots are not the next to be used: a write to one
/// may still be in the driver's queue.
void vm_swap::withdraw() {
    for (;;) {
        uint32_t slot = 0;
        {
            lock_guard guard(lock_);
            for (const request &r : requests_)
                if (r.object && r.count != 0) slot = r.slot;
        }
        if (slot == 0) break;
        finish(uint64_t{slot} << MACH_PAGE_SHIFT, outcome::withdrawn);
    }
    lock_guard guard(lock_);
    if (total_ != 0) next_ = (next_ + 1) % ((total_ + 64) / 64);
}
