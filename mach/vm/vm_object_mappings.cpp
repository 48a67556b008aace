/// \file
/// From an object to the addresses where its pages can be seen: the entries that map it, and, for
/// pages that are looked at through them, the objects that shadow it. An entry's place is changed
/// only under its object's lock, so no map lock is needed here.

#include <vm/vm_object.hpp>

#include <algorithm>

#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <vm/vm_map.hpp>

namespace {

/// User addresses at which `entry` shows pages [first, end) of its object; empty when begin >= end.
struct visible {
    uint64_t begin, end;
};
visible visible_in(const vm_map_entry &entry, uint64_t first, uint64_t end) {
    const uint64_t base = entry.offset >> MACH_PAGE_SHIFT;
    const uint64_t pages = entry.size() >> MACH_PAGE_SHIFT;
    const uint64_t from = first > base ? std::min(first - base, pages) : 0;
    const uint64_t to = end > base ? std::min(end - base, pages) : 0;
    return {entry.start + (from << MACH_PAGE_SHIFT), entry.start + (to << MACH_PAGE_SHIFT)};
}

template <class Mappings, class Action>
void for_each_visible(Mappings &mappings, uint64_t first, uint64_t end, Action action) {
    for (vm_map_entry &entry : mappings) {
        const visible range = visible_in(entry, first, end);
        if (range.begin < range.end) action(entry, range);
        long_work(100);
    }
}

}  // namespace

void vm_object::write_protect(uint64_t first, uint64_t end) {
    for_each_visible(mappings_, first, end, [this](vm_map_entry &entry, visible range) {
        entry.map->physical_map().restrict(range.begin, range.end, VM_PROT_READ | VM_PROT_EXECUTE,
                                           type_);
    });
}

void vm_object::unmap_others(uint64_t index, const vm_map_entry &except) {
    for_each_visible(mappings_, index, index + 1, [&](vm_map_entry &entry, visible range) {
        if (&entry != &except) entry.map->physical_map().remove(range.begin, range.end);
    });
}

/// Goes through the tree of shadowing objects depth first, holding the locks of the path; against
/// the lock order, and so by trying.
bool vm_object::unmap(uint64_t first, uint64_t end, bool spare_wired) NO_THREAD_SAFETY_ANALYSIS {
    vm_object *at = this;
    uint64_t base = 0;  // page number in this object of page 0 of `at`
    bool wired = false;
    auto visit = [&]() NO_THREAD_SAFETY_ANALYSIS {
        const uint64_t from = first > base ? first - base : 0, to = end > base ? end - base : 0;
        for_each_visible(at->mappings_, from, to, [&](vm_map_entry &entry, visible range) {
            if (spare_wired && entry.wired != 0)
                wired = true;
            else
                entry.map->physical_map().remove(range.begin, range.end);
        });
    };
    visit();
    vm_object *next = children_.empty() ? nullptr : &children_.front();
    for (;;) {
        if (next) {
            if (!next->lock.try_lock()) break;
            at = next;
            base += at->shadow_index_;
            visit();
            next = at->children_.empty() ? nullptr : &at->children_.front();
        } else {
            if (at == this) return !wired;
            vm_object *parent = at->shadow_.get();
            auto sibling = ++parent->children_.iterator_to(*at);
            next = sibling == parent->children_.end() ? nullptr : &*sibling;
            base -= at->shadow_index_;
            at->lock.unlock();
            at = parent;
        }
    }
    while (at != this) {
        vm_object *parent = at->shadow_.get();
        at->lock.unlock();
        at = parent;
    }
    return false;
}
