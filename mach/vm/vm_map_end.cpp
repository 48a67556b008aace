/// \file
/// A map's beginning and its end, which comes piece by piece.

#include <vm/vm_map.hpp>

#include <kern/long_work.hpp>
#include <kern/zone.hpp>
#include <vm/vm_reaper.hpp>

namespace {

constinit zone<vm_map> maps{"vm_map"};

/// About instructions, for a region; with the tables of its own that it may have had.
constexpr unsigned entry_cost = 300, tables_cost = 1500;

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
    {
        const vm_reaper::deferral deferral;
        lock_guard guard(lock);
        active_ = false;
        hint_ = nullptr;
        while (!entries_.empty() && budget != 0) {
            // The tree needs no order any more but from left to right.
            vm_map_entry &entry = *entries_.unlink_leftmost_without_rebalance();
            const uint64_t tables = entry.size() >> (MACH_PAGE_SHIFT + 9);
            if (pmap_.resident_pages() != 0) pmap_.remove(entry.start, entry.end);
            leave_object(entry);
            size_ -= entry.size();
            --entry_count_;
            vm_map_entry_destroy(entry);
            long_work(pmap_.resident_pages() != 0 ? tables_cost : entry_cost);
            --budget;
            budget -= tables < budget ? static_cast<unsigned>(tables) : budget;
        }
        return entries_.empty();
    }
}
