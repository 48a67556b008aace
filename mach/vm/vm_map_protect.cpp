/// \file
/// Changing attributes of regions.

#include <vm/vm_map.hpp>

#include <kern/long_work.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_reaper.hpp>

namespace {

/// Is [range.begin, range.end) mapped without a hole, each region fulfilling `accept`?
template <class Accept>
result<> check_range(vm_map &map, const vm_range &range, Accept accept) REQUIRES(map.lock) {
    uint64_t at = range.begin;
    for (vm_map_entry *entry = map.first_from(at); at < range.end; entry = map.next(*entry)) {
        if (!entry || entry->start > at) return error(KERN_INVALID_ADDRESS);
        if (!accept(*entry)) return error(KERN_PROTECTION_FAILURE);
        at = entry->end;
        if (at >= range.end) break;
        long_work(40);
    }
    return {};
}

template <class Action>
void for_range(vm_map &map, const vm_range &range, Action action) REQUIRES(map.lock) {
    for (vm_map_entry *entry = map.first_from(range.begin); entry && entry->start < range.end;
         entry = map.next(*entry)) {
        action(*entry);
        long_work(150);
    }
}

constexpr auto any = [](const vm_map_entry &) { return true; };

}  // namespace

result<> vm_map::check(uint64_t address, uint64_t size) {
    const vm_range range = TRY(vm_range::of(address, size));
    lock_guard guard(lock);
    return check_range(*this, range, any);
}

result<> vm_map::protect(uint64_t address, uint64_t size, bool set_maximum, vm_prot_t protection) {
    if (protection & ~VM_PROT_ALL) return error(KERN_INVALID_ARGUMENT);
    const vm_range range = TRY(vm_range::of(address, size));
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    TRY(check_range(*this, range, [=](const vm_map_entry &entry) {
        return (protection & ~entry.max_protection) == 0;
    }));
    TRY(clip(range));
    for_range(*this, range, [&](vm_map_entry &entry) {
        const vm_prot_t before = entry.protection;
        if (set_maximum) {
            entry.max_protection = protection;
            entry.protection &= protection;
        } else {
            entry.protection = protection;
        }
        if (before & ~entry.protection) {  // what is allowed anew comes by faults
            const auto type = entry.object ? entry.object->type() : machine::memory_type::normal;
            pmap_.restrict(entry.start, entry.end, entry.protection, type);
        }
    });
    join_range(range);
    return {};
}

result<> vm_map::inherit(uint64_t address, uint64_t size, vm_inherit_t inheritance) {
    if (inheritance > VM_INHERIT_NONE) return error(KERN_INVALID_ARGUMENT);
    const vm_range range = TRY(vm_range::of(address, size));
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    TRY(check_range(*this, range, any));
    TRY(clip(range));
    for_range(*this, range, [=](vm_map_entry &entry) { entry.inheritance = inheritance; });
    join_range(range);
    return {};
}

result<> vm_map::wire(uint64_t address, uint64_t size, vm_prot_t access) {
    if (access & ~VM_PROT_ALL) return error(KERN_INVALID_ARGUMENT);
    const vm_range range = TRY(vm_range::of(address, size));
    const vm_reaper::deferral deferral;
    if (access != VM_PROT_NONE) {
        for (uint64_t at = range.begin; at < range.end; at += MACH_PAGE_SIZE) {
            TRY(vm_fault_in(*this, at, access));
            long_work(1500);
        }
    }
    lock_guard guard(lock);
    TRY(check_range(*this, range, [=](const vm_map_entry &entry) {
        return access != VM_PROT_NONE || entry.wired != 0;
    }));
    TRY(clip(range));
    for_range(*this, range,
              [=](vm_map_entry &entry) { entry.wired += access != VM_PROT_NONE ? 1u : ~0u; });
    join_range(range);
    return {};
}
