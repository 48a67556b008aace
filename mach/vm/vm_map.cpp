#include <vm/vm_map.hpp>

#include <kern/zone.hpp>
#include <vm/vm_laundry.hpp>

namespace {

constinit zone<vm_map_entry> entries{"vm_map_entry"};

}  // namespace

vm_map_entry *vm_map_entry_create() { return entries.create(); }
void vm_map_entry_destroy(vm_map_entry &entry) { entries.destroy(&entry); }
unsigned vm_map_entry_allocate(void **to, unsigned count) { return entries.allocate(to, count); }
void vm_map_entry_free(void *const *all, unsigned count) { entries.free(all, count); }

result<vm_range> vm_range::of(uint64_t address, uint64_t size) {
    if (address > MACH_VM_MAX_ADDRESS || size > MACH_VM_MAX_ADDRESS - address)
        return error(KERN_INVALID_ADDRESS);
    const uint64_t mask = MACH_PAGE_MASK;
    if (size == 0) return vm_range{address & ~mask, address & ~mask};
    return vm_range{address & ~mask, (address + size + mask) & ~mask};
}

vm_map_entry *vm_map::first_from(uint64_t address) {
    if (hint_ && hint_->start <= address && address < hint_->end) return hint_;
    auto at = entries_.upper_bound(address);
    if (at != entries_.begin()) {
        auto before = at;
        if (--before; address < before->end) at = before;
    }
    if (at == entries_.end()) return nullptr;
    hint_ = &*at;
    return hint_;
}

vm_map_entry *vm_map::lookup(uint64_t address) {
    vm_map_entry *entry = first_from(address);
    return entry && entry->start <= address ? entry : nullptr;
}

vm_map_entry *vm_map::next(vm_map_entry &entry) {
    auto at = ++entries_.iterator_to(entry);
    return at == entries_.end() ? nullptr : &*at;
}

vm_map_entry *vm_map::previous(vm_map_entry &entry) {
    auto at = entries_.iterator_to(entry);
    return at == entries_.begin() ? nullptr : &*--at;
}

void vm_map::insert(vm_map_entry &entry) {
    enter_object(entry);
    entries_.insert(entry);
    size_ += entry.size();
    ++entry_count_;
    hint_ = &entry;
}

void vm_map::note_gap(uint64_t from, const vm_map_entry *to) {
    gaps_.freed(from, to ? to->start : MACH_VM_MAX_ADDRESS);
}

void vm_map::remove(vm_map_entry &entry) {
    pmap_.remove(entry.start, entry.end);
    leave_object(entry);
    vm_map_entry *before = previous(entry);
    note_gap(before ? before->end : MACH_VM_MIN_ADDRESS, next(entry));
    if (hint_ == &entry) hint_ = before;
    entries_.erase(entries_.iterator_to(entry));
    size_ -= entry.size();
    --entry_count_;
}

vm_page_demand vm_map::server_demand() {
    if (servers_privileged.load(std::memory_order_relaxed)) return vm_page_demand::kernel;
    return vm_page_laundry.active() ? vm_page_demand::server : vm_page_demand::user;
}
