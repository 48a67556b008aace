/// \file
/// A map's beginning and its end, which comes piece by piece.

#include <vm/vm_map.hpp>

#include <kern/long_work.hpp>
#include <kern/whole_tree.hpp>
#include <kern/zone.hpp>
#include <vm/vm_reaper.hpp>

namespace {

constinit zone<vm_map> maps{"vm_map"};

/// Regions whose memory is freed at once, and about instructions for one; with the tables of its
/// own that it may have had.
constexpr unsigned batch = 16, entry_cost = 150, tables_cost = 1500;

}  // namespace

result<ref<vm_map>> vm_map::create() {
    vm_map *made = maps.create();
    if (!made) return error(KERN_RESOURCE_SHORTAGE);
    ref<vm_map> map = ref<vm_map>::adopt(made);
    TRY(map->pmap_.initialise());
    return map;
}

void vm_map::destroy(vm_map *map) {
    while (!map->terminate_step(1024)) {
    }
    map->pmap_.finalise();
    maps.destroy(map);
}

bool vm_map::terminate_step(unsigned budget) {
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    active_ = false;
    hint_ = nullptr;
    uint64_t spent = 0;
    while (!entries_.empty() && spent < budget) {
        void *removed[batch];
        unsigned count = 0;
        uint64_t bytes = 0;
        do {
            vm_map_entry &entry = take_leftmost(entries_);
            const uint64_t size = entry.size();
            if (pmap_.resident_pages() != 0) {
                pmap_.remove(entry.start, entry.end);
                long_work(tables_cost);
            }
            leave_object(entry);
            entry.~vm_map_entry();
            removed[count++] = &entry;
            bytes += size;
            spent += 1 + (size >> (MACH_PAGE_SHIFT + 9));
        } while (count != batch && spent < budget && !entries_.empty());
        size_ -= bytes;
        entry_count_ -= count;
        vm_map_entry_free(removed, count);
        long_work(entry_cost * batch);
    }
    return entries_.empty();
}
