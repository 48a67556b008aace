#include <vm/vm_pageout.hpp>

#include <vm/memory_object_pager.hpp>
#include <vm/vm_laundry.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_page_cache.hpp>
#include <vm/vm_page_queues.hpp>
#include <vm/vm_reaper.hpp>
#include <vm/vm_swap.hpp>
#include <vm/vm_swap_clock.hpp>

namespace {

constexpr unsigned pageout_batch = 64, reap_batch = 512, swap_batch = 128, most_attempts = 16;

/// Frees or sends back one page of `object`. \return pages freed, 0 or 1.
unsigned evict(vm_object &object, vm_page &page) {
    memory_object_return back;
    {
        lock_guard guard(object.lock);
        if (page.use != vm_page_use::object || page.resident.object != &object ||
            page.queue == vm_page_queue::none || page.count != 0)
            return 0;
        const uint64_t index = page.resident.index;
        const bool wanted = (page.dirty || page.precious) && object.pager()->alive();
        if (wanted && (!vm_page_laundry.has_room(*object.pager()) || !back.prepare(true))) {
            vm_pageout_queues.activate(page);  // others are looked at before it comes again
            return 0;
        }
        if (!object.unmap(index, index + 1)) return 0;  // the page may be in use: leave it
        if (!wanted) {
            object.take_out(page);
            vm_page_free(page, 0);
            return 1;
        }
        back.take(object, page, true);
    }
    back.send(*object.pager(), true);
    return 0;
}

}  // namespace

unsigned vm_pageout(unsigned want) {
    unsigned freed = 0;
    for (unsigned looked = 0; freed < want && looked < 4 * want; ++looked) {
        ref<vm_object> object;
        vm_page *page = vm_pageout_queues.next_victim(object);
        if (!page) break;
        if (object) freed += evict(*object, *page);
    }
    return freed;
}

namespace {

/// `none` when writing frees no memory.
vm_room swap_out(thread *waiter) {
    if (vm_swap_space.may_write() && vm_swap_clock::turn(swap_batch) != 0) return vm_room::retry;
    if (vm_swap_clock::exhausted()) return vm_room::none;
    if (!vm_swap_space.writing()) return vm_room::yield;
    if (waiter && !vm_swap_space.wait_for_memory(*waiter)) return vm_room::retry;
    return vm_room::waiting;
}

}  // namespace

vm_room vm_make_room(unsigned attempt, thread *waiter, bool for_server) {
    if (attempt >= most_attempts) return vm_room::yield;
    if (!vm_reaper::idle()) {
        vm_reaper::step(reap_batch);
        return vm_room::retry;
    }
    if (vm_pageout(pageout_batch) != 0) return vm_room::retry;
    if (vm_swap_space.alive()) {
        const vm_room room = swap_out(waiter);
        if (room != vm_room::none) return room;
    }
    if (vm_page_laundry.active()) {
        if (!for_server) return vm_room::yield;
        // It may have more than a moment ago: vm_map::server_demand().
        if (vm_page_free_blocks.free_count() > vm_page_floor(vm_page_demand::server))
            return vm_room::retry;
    }
    return vm_swap_space.expects_pager() ? vm_room::yield : vm_out_of_memory();
}
