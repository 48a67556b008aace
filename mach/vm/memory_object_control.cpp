/// \file
/// Kernel routines for pagers, on the control port of their object.

#include <algorithm>

#include <kern/long_work.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_pageout.hpp>
#include <vm/vm_serve.hpp>
#include <vm/vm_swap.hpp>

namespace {

/// A pager's object and the pages of it that a call is about.
struct paged_range {
    ref<vm_object> object;
    uint64_t first, end;
};

/// KERN_INVALID_ARGUMENT when the object is gone or the range is not of whole pages.
result<paged_range> range_of(const ipc_port &control, uint64_t offset, uint64_t size) {
    ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(control);
    if (!pager || ((offset | size) & MACH_PAGE_MASK) != 0 || offset + size < offset)
        return error(KERN_INVALID_ARGUMENT);
    ref<vm_object> object = pager->object();
    if (!object) return error(KERN_INVALID_ARGUMENT);
    return paged_range{std::move(object), offset >> MACH_PAGE_SHIFT,
                       (offset + size) >> MACH_PAGE_SHIFT};
}

/// Calls action(page) for each page of the range that is there, and wakes who waits.
template <class Action>
void for_pages(const paged_range &range, Action action) {
    vm_object &object = *range.object;
    lock_guard guard(object.lock);
    for (uint64_t at = range.first; at < range.end;) {
        vm_page *page = object.next_page(at);
        if (!page || page->resident.index >= range.end) break;
        at = page->resident.index + 1;
        action(*page);
        long_work(300);
    }
    object.wake_all();
}

bool is_awaited(vm_object &object, uint64_t index) {
    lock_guard guard(object.lock);
    const vm_page *place = object.page_at(index);
    return place && place->state == vm_page_state::absent;
}

/// For a pager's data. What somebody waits for may come from the reserve: the place that it goes to
/// is given back at once. Anything else is clean, so that its memory is soon to be had again.
vm_page *make_page(vm_object &object, uint64_t index) {
    constexpr unsigned batch = 64;
    if (vm_page *page = vm_page_allocate(0, vm_page_demand::user)) return page;
    if (is_awaited(object, index)) return vm_page_allocate(0);
    (void)vm_pageout(batch);
    return vm_page_allocate(0, vm_page_demand::data);
}

/// Puts the data of one page in the place that waits for it, or where there is none yet: a pager
/// reads ahead. What is here already is newer.
void supply_page(vm_object &object, uint64_t index, vm_page &data, vm_prot_t lock, bool precious) {
    lock_guard guard(object.lock);
    vm_page *place = object.page_at(index);
    if (index << MACH_PAGE_SHIFT >= object.size() ||
        (place && place->state == vm_page_state::valid))
        return vm_page_free(data, 0);
    if (place) {
        object.take_out(*place);
        vm_page_free(*place, 0);
    }
    if (!object.insert(data, index)) {
        vm_page_free(data, 0);  // whoever waits asks again
    } else {
        data.pager_lock = lock;
        data.precious = precious;
        object.queue_page(data);
    }
    object.wake_all();
}

}  // namespace

kern_return_t serve(memory_object_ready_routine, kobject_call<memory_object_ready_routine> &call) {
    const ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(call.port);
    if (!pager) return KERN_INVALID_ARGUMENT;
    pager->may_cache.store(call.request.may_cache != 0, std::memory_order_relaxed);
    pager->copy_strategy.store(call.request.copy_strategy, std::memory_order_relaxed);
    pager->ready.store(true, std::memory_order_relaxed);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_data_supply_routine,
                    kobject_call<memory_object_data_supply_routine> &call) {
    if (!call.memory[0] || (call.request.lock & ~VM_PROT_ALL)) return KERN_INVALID_ARGUMENT;
    const vm_map_copy &data = *call.memory[0];
    const auto range = range_of(call.port, call.request.offset, data.size());
    if (!range) return range.error();
    if (vm_swap_space.owns(*range->object)) {
        vm_swap_space.supplied(call.request.offset, data);
        return KERN_SUCCESS;
    }
    for (uint64_t index = range->first; index < range->end; ++index) {
        vm_page *page = make_page(*range->object, index);
        if (!page) return KERN_RESOURCE_SHORTAGE;
        const auto got = data.read(vm_page_data(*page), (index - range->first) << MACH_PAGE_SHIFT,
                                   MACH_PAGE_SIZE);
        if (!got) {
            vm_page_free(*page, 0);
            return got.error();
        }
        supply_page(*range->object, index, *page, call.request.lock, call.request.precious != 0);
        long_work(3000);
    }
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_data_unavailable_routine,
                    kobject_call<memory_object_data_unavailable_routine> &call) {
    const auto range = range_of(call.port, call.request.offset, call.request.size);
    if (!range) return range.error();
    for_pages(*range, [&](vm_page &page) NO_THREAD_SAFETY_ANALYSIS {
        if (page.state != vm_page_state::absent) return;
        page.clear();
        page.state = vm_page_state::valid;
        range->object->queue_page(page);
    });
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_data_error_routine,
                    kobject_call<memory_object_data_error_routine> &call) {
    const auto range = range_of(call.port, call.request.offset, call.request.size);
    if (!range) return range.error();
    if (vm_swap_space.owns(*range->object)) {
        vm_swap_space.failed(call.request.offset);
        return KERN_SUCCESS;
    }
    for_pages(*range, [](vm_page &page) {
        if (page.state == vm_page_state::absent) page.state = vm_page_state::error;
    });
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_data_written_routine,
                    kobject_call<memory_object_data_written_routine> &call) {
    const auto range = range_of(call.port, call.request.offset, call.request.size);
    if (!range) return range.error();
    if (!vm_swap_space.owns(*range->object)) return KERN_INVALID_ARGUMENT;
    vm_swap_space.written(call.request.offset);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_lock_request_routine,
                    kobject_call<memory_object_lock_request_routine> &call) {
    const auto &in = call.request;
    if (in.lock & ~VM_PROT_ALL) return KERN_INVALID_ARGUMENT;
    const auto range = range_of(call.port, in.offset, in.size);
    if (!range) return range.error();
    vm_object &object = *range->object;
    for (uint64_t at = range->first; at < range->end;) {
        const auto next =
            object.lock_page(at, range->end, in.should_return, in.should_flush != 0, in.lock);
        if (!next) return next.error();
        at = *next;
    }
    if (ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(call.port))
        pager->lock_completed(in.offset, in.size);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_change_attributes_routine,
                    kobject_call<memory_object_change_attributes_routine> &call) {
    const ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(call.port);
    if (!pager) return KERN_INVALID_ARGUMENT;
    pager->may_cache.store(call.request.may_cache != 0, std::memory_order_relaxed);
    pager->copy_strategy.store(call.request.copy_strategy, std::memory_order_relaxed);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_get_attributes_routine,
                    kobject_call<memory_object_get_attributes_routine> &call) {
    const ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(call.port);
    if (!pager) return KERN_INVALID_ARGUMENT;
    call.reply.ready = pager->ready.load(std::memory_order_relaxed);
    call.reply.may_cache = pager->may_cache.load(std::memory_order_relaxed);
    call.reply.copy_strategy = pager->copy_strategy.load(std::memory_order_relaxed);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_destroy_routine,
                    kobject_call<memory_object_destroy_routine> &call) {
    const ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(call.port);
    if (!pager) return KERN_INVALID_ARGUMENT;
    pager->give_up();
    return KERN_SUCCESS;
}
