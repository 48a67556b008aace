/// \file
/// Removing regions.

#include <vm/vm_map.hpp>

#include <kern/long_work.hpp>
#include <vm/vm_reaper.hpp>

namespace {

constexpr unsigned reap_after = 128;

}  // namespace

void vm_map::free_part(vm_map_entry &entry) {
    vm_object &object = *entry.object;
    lock_guard guard(object.lock);
    if (!object.anonymous() || object.sharing != vm_object_sharing::sole ||
        object.reference_count() == 1)
        return;  // the last region's object frees all by itself
    const uint64_t first = entry.offset >> MACH_PAGE_SHIFT;
    object.free_all(first, first + (entry.size() >> MACH_PAGE_SHIFT));
}

bool vm_map::trim(const vm_range &range) {
    vm_map_entry *entry = lookup(range.begin);
    if (!entry || entry->end != range.end || entry->start == range.begin) return false;
    pmap_.remove(range.begin, range.end);
    if (!entry->object) {
        entry->end = range.begin;
    } else {
        vm_object &object = *entry->object;
        lock_guard guard(object.lock);
        entry->end = range.begin;
        if (object.anonymous() && object.sharing == vm_object_sharing::sole)
            object.free_all(entry->index_of(range.begin), entry->index_of(range.end));
    }
    size_ -= range.size();
    note_gap(range.begin, next(*entry));
    return true;
}

void vm_map::remove_range(const vm_range &range) {
    vm_map_entry *entry = first_from(range.begin);
    while (entry && entry->start < range.end) {
        vm_map_entry *following = next(*entry);
        remove(*entry);
        if (entry->object) free_part(*entry);
        vm_map_entry_destroy(*entry);
        long_work(500);
        entry = following;
    }
}

result<> vm_map::deallocate(uint64_t address, uint64_t size) {
    const vm_range range = TRY(vm_range::of(address, size));
    {
        lock_guard guard(lock);
        if (trim(range)) return {};
        const vm_reaper::deferral deferral;
        TRY(clip(range));
        remove_range(range);
    }
    if (!vm_reaper::idle()) vm_reaper::step(reap_after);
    return {};
}
