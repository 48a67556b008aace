/// \file
/// New regions: choosing their addresses and entering them.

#include <vm/vm_map.hpp>

#include <vm/vm_reaper.hpp>

namespace {

bool overlaps(const vm_map_entry *entry, uint64_t end) { return entry && entry->start < end; }

bool valid(const vm_attributes &attributes) {
    return (attributes.protection & ~VM_PROT_ALL) == 0 &&
           (attributes.max_protection & ~VM_PROT_ALL) == 0 &&
           (attributes.protection & ~attributes.max_protection) == 0 &&
           attributes.inheritance <= VM_INHERIT_NONE;
}

/// Rounded up to pages; KERN_INVALID_ARGUMENT for nothing and for what cannot be rounded,
/// KERN_NO_SPACE for more than an address space.
result<uint64_t> page_size(uint64_t size) {
    if (size - 1 >= ~uint64_t{MACH_PAGE_MASK}) return error(KERN_INVALID_ARGUMENT);
    if (size > MACH_VM_MAX_ADDRESS) return error(KERN_NO_SPACE);
    return (size + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
}

}  // namespace

result<uint64_t> vm_map::search(uint64_t from, uint64_t to, uint64_t mask, uint64_t size) {
    uint64_t at = (from + mask) & ~mask;
    vm_map_entry *entry = hint_ && hint_->end == at ? next(*hint_) : first_from(at);
    for (; at >= from && at < to && size <= to - at; entry = next(*entry)) {
        if (!overlaps(entry, at + size)) return at;
        at = (entry->end + mask) & ~mask;
    }
    return error(KERN_NO_SPACE);
}

result<uint64_t> vm_map::find_gap(const vm_placement &where, uint64_t size) {
    const uint64_t mask = where.mask | MACH_PAGE_MASK;
    if (where.address != 0) {
        const uint64_t wanted = (where.address + mask) & ~mask;
        if (wanted >= where.address && wanted < MACH_VM_MAX_ADDRESS &&
            size <= MACH_VM_MAX_ADDRESS - wanted && !overlaps(first_from(wanted), wanted + size))
            return wanted;
        gaps_.set_base(wanted);
    } else {
        gaps_.set_base(vm_map_gaps::default_base);
    }
    if (auto found = search(gaps_.search_from(size), MACH_VM_MAX_ADDRESS, mask, size)) {
        if (mask == MACH_PAGE_MASK) gaps_.none_below(*found, size);
        return found;
    }
    return search(MACH_VM_MIN_ADDRESS, MACH_VM_MAX_ADDRESS, mask, size);
}

result<uint64_t> vm_map::place(const vm_placement &where, uint64_t size) {
    if (!active_) return error(KERN_TERMINATED);
    if (size > limit_ || size_ > limit_ - size) return error(KERN_RESOURCE_SHORTAGE);
    if (entry_count_ >= max_entries) return error(KERN_RESOURCE_SHORTAGE);
    if (where.flags & VM_FLAGS_ANYWHERE) return find_gap(where, size);
    const uint64_t address = where.address & ~uint64_t{MACH_PAGE_MASK};
    if (address < MACH_VM_MIN_ADDRESS || address > MACH_VM_MAX_ADDRESS ||
        size > MACH_VM_MAX_ADDRESS - address)
        return error(KERN_INVALID_ADDRESS);
    if ((address & where.mask) != 0) return error(KERN_NO_SPACE);
    if (overlaps(first_from(address), address + size)) {
        if (!(where.flags & VM_FLAGS_OVERWRITE)) return error(KERN_NO_SPACE);
        const vm_range range{address, address + size};
        TRY(clip(range));
        remove_range(range);
    }
    return address;
}

/// Lengthens the region that ends at `address` instead of making another, when nobody could tell
/// the difference.
bool vm_map::extend(uint64_t address, uint64_t size, const vm_attributes &attributes) {
    vm_map_entry *before = hint_ && hint_->end == address  ? hint_
                           : address > MACH_VM_MIN_ADDRESS ? lookup(address - 1)
                                                           : nullptr;
    if (!before || before->protection != attributes.protection ||
        before->max_protection != attributes.max_protection ||
        before->inheritance != attributes.inheritance || before->wired != 0)
        return false;
    if (!before->object) {
        before->end += size;
    } else {
        vm_object &object = *before->object;
        lock_guard guard(object.lock);
        // What the object holds behind the region is left from regions that were there; nobody else
        // can see it.
        const uint64_t first = before->index_of(before->end);
        const bool plain = object.anonymous() && object.sharing == vm_object_sharing::sole &&
                           object.reference_count() == 1 && !object.shadow() && !before->needs_copy;
        if (!plain || !object.free_pages(first, first + (size >> MACH_PAGE_SHIFT), 256))
            return false;
        before->end += size;
        object.extend(before->offset + before->size());
    }
    size_ += size;
    return true;
}

result<uint64_t> vm_map::allocate(const vm_placement &where, uint64_t size,
                                  const vm_attributes &attributes) {
    if (!valid(attributes)) return error(KERN_INVALID_ARGUMENT);
    size = TRY(page_size(size));
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    const uint64_t address = TRY(place(where, size));
    if (extend(address, size, attributes)) return address;
    vm_map_entry *entry = vm_map_entry_create();
    if (!entry) return error(KERN_RESOURCE_SHORTAGE);
    entry->start = address;
    entry->end = address + size;
    entry->protection = attributes.protection;
    entry->max_protection = attributes.max_protection;
    entry->inheritance = attributes.inheritance;
    insert(*entry);
    return address;
}

result<uint64_t> vm_map::map(const vm_placement &where, uint64_t size, ref<vm_object> object,
                             uint64_t offset, bool copy, const vm_attributes &attributes) {
    if (!object) return allocate(where, size, attributes);
    if (!valid(attributes) || (offset & MACH_PAGE_MASK) != 0) return error(KERN_INVALID_ARGUMENT);
    size = TRY(page_size(size));
    if (offset + size < offset) return error(KERN_INVALID_ARGUMENT);
    if (object->kind() == vm_object_kind::device) {
        lock_guard guard(object->lock);
        if ((copy && !object->is_plain_memory()) || offset + size > object->size())
            return error(KERN_INVALID_ARGUMENT);
    }
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    const uint64_t address = TRY(place(where, size));
    vm_map_entry *entry = vm_map_entry_create();
    if (!entry) return error(KERN_RESOURCE_SHORTAGE);
    entry->start = address;
    entry->end = address + size;
    entry->object = std::move(object);
    entry->offset = offset;
    entry->needs_copy = copy;
    entry->resident_only = (where.flags & VM_FLAGS_RESIDENT) != 0;
    entry->protection = attributes.protection;
    entry->max_protection = attributes.max_protection;
    entry->inheritance = attributes.inheritance;
    insert(*entry);
    return address;
}
