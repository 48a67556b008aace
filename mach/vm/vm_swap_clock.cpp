#include <vm/vm_swap_clock.hpp>

#include <kern/late.hpp>
#include <vm/vm_reaper.hpp>
#include <vm/vm_swap.hpp>
#include <vm/vm_swap_write.hpp>

namespace {

/// Behind the object's.
constinit spinlock lock{lock_rank::leaf};
using object_list = list<vm_object, &vm_object::swap_hook>;
/// The hand is at the first. Made with the first object.
constinit late<object_list> objects GUARDED_BY(lock);
constinit bool made GUARDED_BY(lock) = false;
constinit std::atomic<uint64_t> in_vain{0};  ///< pages since something was freed

ref<vm_object> at_hand() {
    lock_guard guard(lock);
    for (unsigned dying = 0; made && !objects->empty() && dying < 16; ++dying) {
        vm_object &first = objects->front();
        if (first.try_acquire()) return ref<vm_object>::adopt(&first);
        objects->pop_front();
        objects->push_back(first);
    }
    return {};
}

void pass(vm_object &object) {
    lock_guard guard(lock);
    objects->erase(objects->iterator_to(object));
    objects->push_back(object);
}

struct look {
    unsigned seen = 0, freed = 0;
    bool at_end = false;
};

/// Pages side by side, as many as go into one request.
look look_at(vm_object &object, vm_swap_write &out) REQUIRES(object.lock) {
    vm_page *page = object.next_page(object.swap_hand);
    if (!page) {
        object.swap_hand = 0;
        return {.at_end = true};
    }
    const uint64_t first = page->resident.index, end = first + vm_swap_cluster;
    object.swap_hand = end;
    look seen;
    if (!object.unmap(first, end, true)) return {.seen = vm_swap_cluster};
    while (page && page->resident.index < end) {
        vm_page &one = *page;
        page = object.next_page(one.resident.index + 1);
        ++seen.seen;
        if (one.state != vm_page_state::valid || one.swapping || one.count != 0) continue;
        if (one.queue != vm_page_queue::aged) {
            one.queue = vm_page_queue::aged;
        } else if (one.slot != 0 && !one.dirty) {
            object.leave_slot(one);
            ++seen.freed;
        } else if (!out.add(one)) {
            object.swap_hand = one.resident.index;  // begins the next request
            break;
        }
    }
    (void)out.begin(object);
    return seen;
}

}  // namespace

void vm_swap_clock::add(vm_object &object) {
    lock_guard guard(lock);
    if (!std::exchange(made, true)) objects.construct();
    objects->push_back(object);
}

void vm_swap_clock::remove(vm_object &object) {
    lock_guard guard(lock);
    objects->erase(objects->iterator_to(object));
}

unsigned vm_swap_clock::turn(unsigned budget) {
    unsigned freed = 0;
    for (unsigned looked = 0; looked < budget && freed < vm_swap_cluster;) {
        const ref<vm_object> object = at_hand();
        if (!object) break;
        vm_swap_write out;
        look seen;
        {
            lock_guard guard(object->lock);
            seen = look_at(*object, out);
        }
        if (seen.at_end) pass(*object);
        out.send();
        looked += seen.seen + 1;
        freed += seen.freed;
    }
    if (freed != 0)
        in_vain.store(0, std::memory_order_relaxed);
    else
        in_vain.fetch_add(budget, std::memory_order_relaxed);
    return freed;
}

void vm_swap_clock::written() { in_vain.store(0, std::memory_order_relaxed); }

bool vm_swap_clock::exhausted() {
    if (in_vain.load(std::memory_order_relaxed) <= 2 * vm_page_count().total) return false;
    in_vain.store(0, std::memory_order_relaxed);
    return true;
}
