/// \file
/// Cutting regions in two and joining them again. An entry's place changes under its object's lock
/// as well, for those who come to it from the object (vm_object_mappings.cpp).

#include <vm/vm_map.hpp>

#include <kern/long_work.hpp>
#include <vm/vm_reaper.hpp>

namespace {

/// Runs `change` with the entry's object, if any, locked.
template <class Change>
void placed(vm_map_entry &entry, Change change) NO_THREAD_SAFETY_ANALYSIS {
    if (entry.object) {
        lock_guard guard(entry.object->lock);
        change();
    } else {
        change();
    }
}

bool alike(const vm_map_entry &a, const vm_map_entry &b) {
    return a.end == b.start && a.object == b.object && a.protection == b.protection &&
           a.max_protection == b.max_protection && a.inheritance == b.inheritance &&
           a.wired == b.wired && a.needs_copy == b.needs_copy &&
           a.resident_only == b.resident_only && (!a.object || a.offset + a.size() == b.offset);
}

}  // namespace

result<> vm_map::split(vm_map_entry &entry, uint64_t address) {
    assert(entry.start < address && address < entry.end);
    if (entry_count_ >= max_entries) return error(KERN_RESOURCE_SHORTAGE);
    vm_map_entry *upper = vm_map_entry_create();
    if (!upper) return error(KERN_RESOURCE_SHORTAGE);
    upper->start = address;
    upper->end = entry.end;
    upper->object = entry.object;
    upper->offset = entry.offset + (address - entry.start);
    upper->protection = entry.protection;
    upper->max_protection = entry.max_protection;
    upper->inheritance = entry.inheritance;
    upper->wired = entry.wired;
    upper->needs_copy = entry.needs_copy;
    upper->resident_only = entry.resident_only;
    size_ -= upper->size();
    placed(entry, [&] { entry.end = address; });
    insert(*upper);
    return {};
}

result<> vm_map::clip(const vm_range &range) {
    for (uint64_t edge : {range.begin, range.end}) {
        vm_map_entry *entry = lookup(edge);
        if (entry && entry->start != edge) TRY(split(*entry, edge));
    }
    return {};
}

void vm_map::join(vm_map_entry &entry) {
    vm_map_entry *before = previous(entry);
    if (!before || !alike(*before, entry)) return;
    const uint64_t end = entry.end;
    if (hint_ == &entry) hint_ = before;
    entries_.erase(entries_.iterator_to(entry));
    --entry_count_;
    placed(entry, [&]() NO_THREAD_SAFETY_ANALYSIS {
        if (entry.object) entry.object->remove_mapping(entry);
        before->end = end;
    });
    const vm_reaper::deferral deferral;
    vm_map_entry_destroy(entry);
}

void vm_map::join_range(const vm_range &range) {
    vm_map_entry *entry = first_from(range.begin);
    while (entry && entry->start <= range.end) {
        vm_map_entry *following = next(*entry);
        join(*entry);
        long_work(150);
        entry = following;
    }
}
