/// \file
/// Calls about the contents of regions rather than their attributes.

#include <algorithm>

#include <mach/vm_region.h>
#include <kern/long_work.hpp>
#include <machine/clear_page.hpp>
#include <machine/cpu.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_reaper.hpp>

namespace {

/// The object that writes through `entry` change, and its page numbers for a range.
struct window {
    ref<vm_object> object;
    uint64_t first, end;
};

/// The next region's window in `range`; `range.begin` moves behind it.
window next_window(vm_map &map, vm_range &range) {
    lock_guard guard(map.lock);
    vm_map_entry *entry = map.first_from(range.begin);
    if (!entry || entry->start >= range.end) {
        range.begin = range.end;
        return {};
    }
    const uint64_t begin = std::max(range.begin, entry->start),
                   end = std::min(range.end, entry->end);
    range.begin = end;
    return {entry->object, entry->index_of(begin),
            entry->index_of(begin) + ((end - begin) >> MACH_PAGE_SHIFT)};
}

}  // namespace

result<> vm_map::msync(uint64_t address, uint64_t size, uint32_t flags) {
    vm_range range = TRY(vm_range::of(address, size));
    if (flags & VM_SYNC_CONTIGUOUS) TRY(check(address, size));
    while (range.begin < range.end) {
        const window part = next_window(*this, range);
        if (!part.object || part.object->kind() != vm_object_kind::paged) continue;
        for (uint64_t at = part.first; at < part.end;)
            at = TRY(part.object->lock_page(at, part.end, MEMORY_OBJECT_RETURN_DIRTY,
                                            (flags & VM_SYNC_INVALIDATE) != 0, VM_PROT_NONE));
    }
    return {};
}

result<> vm_map::set_behavior(uint64_t address, uint64_t size, int behavior) {
    const vm_range range = TRY(vm_range::of(address, size));
    if (behavior < VM_BEHAVIOR_DEFAULT || behavior > VM_BEHAVIOR_FREE)
        return error(KERN_INVALID_ARGUMENT);
    TRY(check(address, size));
    if (behavior != VM_BEHAVIOR_FREE) return {};
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    TRY(clip(range));
    for (vm_map_entry *entry = first_from(range.begin); entry && entry->start < range.end;
         entry = next(*entry)) {
        if (!entry->object || entry->wired != 0) continue;
        {
            lock_guard object_guard(entry->object->lock);
            if (!entry->object->anonymous() || entry->object->sharing == vm_object_sharing::shared)
                continue;
        }
        // The region forgets its object; what only it showed goes with it.
        pmap_.remove(entry->start, entry->end);
        free_part(*entry);
        {
            lock_guard object_guard(entry->object->lock);
            entry->object->remove_mapping(*entry);
        }
        entry->object = nullptr;
        entry->offset = 0;
        entry->needs_copy = false;
        long_work(500);
    }
    return {};
}

result<> vm_map::machine_attribute(uint64_t address, uint64_t size, uint32_t attribute, int value) {
    if (attribute != MATTR_CACHE) return error(KERN_NOT_SUPPORTED);
    if (value < MATTR_VAL_CACHE_FLUSH || value > MATTR_VAL_CACHE_SYNC)
        return error(KERN_INVALID_ARGUMENT);
    const vm_range range = TRY(vm_range::of(address, size));
    TRY(check(address, size));
    for (uint64_t at = range.begin; at < range.end; at += MACH_PAGE_SIZE) {
        lock_guard guard(lock);
        const uint64_t physical = pmap_.extract(at);
        if (physical == pmap::no_frame || !vm_page_at(physical)) continue;  // nothing in a cache
        machine::sync_instructions(machine::phys_to_virt(physical), MACH_PAGE_SIZE);
        long_work(600);
    }
    return {};
}

result<vm_map::page_info> vm_map::query(uint64_t address) {
    lock_guard guard(lock);
    vm_map_entry *entry = lookup(address);
    if (!entry) return error(KERN_INVALID_ADDRESS);
    page_info info{0, 1};
    if (!entry->object) return info;
    lock_guard object_guard(entry->object->lock);
    info.references = entry->object->reference_count();
    const vm_page *page = entry->object->page_at(entry->index_of(address));
    if (page && page->state == vm_page_state::valid)
        info.disposition =
            VM_PAGE_QUERY_PAGE_PRESENT | (page->dirty ? VM_PAGE_QUERY_PAGE_DIRTY : 0);
    else if (pmap_.extract(address) != pmap::no_frame)
        info.disposition = VM_PAGE_QUERY_PAGE_PRESENT;
    return info;
}
