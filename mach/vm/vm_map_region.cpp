/// \file
/// Questions about regions.

#include <vm/vm_map.hpp>

#include <vm/vm_reaper.hpp>

result<vm_region> vm_map::region(uint64_t address) {
    lock_guard guard(lock);
    const vm_map_entry *entry = first_from(address);
    if (!entry) return error(KERN_INVALID_ADDRESS);
    vm_region told{.start = entry->start,
                   .size = entry->size(),
                   .offset = entry->offset,
                   .attributes = {entry->protection, entry->max_protection, entry->inheritance},
                   .wired = entry->wired,
                   .references = 1,
                   .resident = 0,
                   .shared = false,
                   .needs_copy = entry->needs_copy};
    if (entry->object) {
        vm_object &object = *entry->object;
        lock_guard object_guard(object.lock);
        told.references = object.reference_count();
        told.resident = object.resident_count();
        told.shared = object.sharing == vm_object_sharing::shared && !entry->needs_copy;
    }
    return told;
}

result<vm_map::location> vm_map::locate(uint64_t address) {
    lock_guard guard(lock);
    vm_map_entry *entry = lookup(address);
    if (!entry) return error(KERN_INVALID_ADDRESS);
    if (!(entry->protection & VM_PROT_READ)) return error(KERN_PROTECTION_FAILURE);
    if (!entry->object || entry->needs_copy) return location{{}, 0};
    {
        lock_guard object_guard(entry->object->lock);
        if (entry->object->sharing != vm_object_sharing::shared) return location{{}, 0};
    }
    return location{entry->object, entry->offset + (address - entry->start)};
}
