/// \file
/// Pages that can be given back to their pager, in two queues: active, and inactive in the order in
/// which they are looked at when memory runs short. Pages of objects without a pager are on
/// neither.
#pragma once

#include <kern/ref.hpp>
#include <vm/vm_page_buddy.hpp>

class vm_page_queues {
public:
    /// The page has been used: to the tail of the active queue. \pre its object's lock is held.
    void activate(vm_page &page);
    /// To the tail of the inactive queue. \pre its object's lock is held.
    void deactivate(vm_page &page);
    /// Off either queue. \pre its object's lock is held.
    void remove(vm_page &page);
    /// The next page to look at, moved to the tail of the inactive queue; null when there is none.
    /// The page may belong to another object, or to none, as soon as this returns: lock the object
    /// and look again.
    /// \param object is set to the page's object with one more reference, or null when that is
    /// dying.
    [[nodiscard]] vm_page *next_victim(ref<vm_object> &object);

    uint64_t active_count() const { return active_count_.load(std::memory_order_relaxed); }
    uint64_t inactive_count() const { return inactive_count_.load(std::memory_order_relaxed); }

private:
    void unlink(vm_page &page) REQUIRES(vm_page_free_blocks.lock);
    /// Keeps at least a third of the pages on the inactive queue.
    void balance() REQUIRES(vm_page_free_blocks.lock);

    list<vm_page, &vm_page::queue_hook> active_ GUARDED_BY(vm_page_free_blocks.lock);
    list<vm_page, &vm_page::queue_hook> inactive_ GUARDED_BY(vm_page_free_blocks.lock);
    std::atomic<uint64_t> active_count_{0}, inactive_count_{0};
};

extern vm_page_queues &vm_pageout_queues;
