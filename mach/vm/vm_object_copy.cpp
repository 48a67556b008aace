/// \file
/// Snapshots of objects that several entries write to: asymmetric copy on write (Mach's
/// MEMORY_OBJECT_COPY_DELAY). The snapshot shadows the object; before a page of the object changes,
/// its old contents go up into the newest snapshot, which the older ones shadow in turn.

#include <vm/vm_object.hpp>

#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <machine/clear_page.hpp>

/// Takes the last snapshot's lock against the chain's order, and so only by trying.
result<ref<vm_object>> vm_object::create_copy(vm_object &of) NO_THREAD_SAFETY_ANALYSIS {
    ref<vm_object> fresh = TRY(create_anonymous(0));
    for (;; long_work(spin_cost)) {
        machine::relax();
        ref<vm_object>
            last;  // the newest snapshot, unless it is on its way out; dropped without the lock
        lock_guard guard(of.lock);
        vm_object *before = of.copy_;
        if (before && !before->lock.try_lock()) continue;
        if (before && before->try_acquire()) last = ref<vm_object>::adopt(before);
        const bool unchanged = last && last->pages_.empty() &&
                               last->sharing == vm_object_sharing::symmetric &&
                               last->shadow_index_ == 0 && last->size_ == of.size_;
        if (!unchanged) {
            fresh->sharing = vm_object_sharing::symmetric;
            fresh->size_ = of.size_;
            if (last) {
                of.children_.erase(of.children_.iterator_to(*last));
                fresh->children_.push_front(*last);
                fresh->shadow_ = std::exchange(last->shadow_, fresh);
            } else {
                fresh->shadow_ = ref<vm_object>::share(of);
            }
            of.children_.push_front(*fresh);
            of.copy_ = fresh.get();
            of.write_protect(0, of.size_ >> MACH_PAGE_SHIFT);
        }
        if (before) before->lock.unlock();
        return unchanged ? last : fresh;
    }
}

vm_object::push vm_object::push_to_copy(uint64_t index) NO_THREAD_SAFETY_ANALYSIS {
    vm_object *copy = copy_;
    if (!copy) return push::done;
    if (!copy->lock.try_lock()) return push::retry;
    push outcome = push::done;
    const uint64_t there = index - copy->shadow_index_;  // wraps around below the copy's window
    if (copy->reference_count() != 0 && there < copy->size_ >> MACH_PAGE_SHIFT &&
        !copy->holds(there)) {
        // Whoever looks through the copy still sees the page that is about to change.
        if (!copy->unmap(there, there + 1)) {
            outcome = push::retry;
        } else if (vm_page *page = vm_page_allocate(0, vm_page_demand::user)) {
            machine::copy_page(vm_page_data(*page), vm_page_data(*pages_.lookup(index)));
            if (copy->insert(*page, there)) {
                page->dirty = true;
            } else {
                vm_page_free(*page, 0);
                outcome = push::no_room;
            }
        } else {
            outcome = push::no_room;
        }
    }
    copy->lock.unlock();
    return outcome;
}
