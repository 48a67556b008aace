/// \file
/// The pmap's translations: making, restricting and removing them.

#include <algorithm>

#include <kern/long_work.hpp>
#include <machine/tlb.hpp>
#include <vm/pmap_table.hpp>

using namespace pmap_table;

namespace {

void free_tables(list<vm_page, &vm_page::queue_hook> &tables) {
    while (!tables.empty()) {
        vm_page &page = tables.front();
        tables.pop_front();
        table_free(page, page.count == 0);
    }
}

/// In about instructions: what is done under one hold of the lock, and its parts; and what callers
/// have counted as their own.
constexpr unsigned piece_limit = 12'000, hole_cost = 25, table_cost = 350, entry_cost = 24,
                   change_cost = 30, small_piece = 1'000;

machine::pte leaf(const pmap_mapping &mapping, bool user) {
    return machine::pte::make_leaf(mapping.physical, mapping.protection, mapping.type, user);
}

vm_prot_t protection_of(machine::pte entry) {
    return VM_PROT_READ | (entry.writable() ? VM_PROT_WRITE : 0) |
           (entry.executable() ? VM_PROT_EXECUTE : 0);
}

}  // namespace

result<> pmap::enter(uint64_t address, const pmap_mapping &mapping) {
    lock_guard guard(lock_);
    entry *slot = make(address);
    if (!slot) return error(KERN_RESOURCE_SHORTAGE);
    const entry before = load(*slot), after = leaf(mapping, half_ == half::user);
    if (!before.present()) {
        store(*slot, after);
        ++frame_of(slot).count;
        resident_.store(resident_pages() + 1, std::memory_order_relaxed);
        machine::tlb_publish();
    } else if (before.raw != after.raw) {
        span changed;
        changed.add(address, address + MACH_PAGE_SIZE);
        if (before.address() != after.address()) {
            // Break before make: two frames for one address must never be in TLBs at once (Arm ARM
            // D8.14.1).
            store(*slot, entry{});
            flush(changed);
            store(*slot, after);
            machine::tlb_publish();
        } else {
            store(*slot, after);
            flush(changed);
        }
    }
    return {};
}

void pmap::enter_absent(uint64_t address, const pmap_mapping *mappings, unsigned count) {
    lock_guard guard(lock_);
    entry *slot = find(address);
    if (!slot) return;
    assert(index(address, 0) + count <= entries);
    unsigned made = 0;
    for (unsigned i = 0; i < count; ++i) {
        if (mappings[i].protection == VM_PROT_NONE || load(slot[i]).present()) continue;
        store(slot[i], leaf(mappings[i], half_ == half::user));
        ++made;
    }
    if (made == 0) return;
    frame_of(slot).count = static_cast<uint16_t>(frame_of(slot).count + made);
    resident_.store(resident_pages() + made, std::memory_order_relaxed);
    machine::tlb_publish();
}

void pmap::remove(uint64_t begin, uint64_t end) {
    for (uint64_t at = begin; at < end && at >= begin;) {
        const piece done = remove_piece(at, end);
        at = done.end;
        if (done.cost > small_piece) long_work(done.cost);
    }
}

pmap::piece pmap::remove_piece(uint64_t begin, uint64_t end) {
    list<vm_page, &vm_page::queue_hook> freed;
    uint64_t at = begin;
    unsigned cost = 0;
    {
        lock_guard guard(lock_);
        span changed;
        uint64_t removed = 0;
        for (uint64_t next_at; at < end && at >= begin && cost < piece_limit; at = next_at) {
            cost += hole_cost;
            entry *slot = find(at, &next_at);
            if (!slot) continue;
            cost += table_cost;
            next_at = next(at, 1);
            const uint64_t stop = next_at - 1 < end ? next_at : end;
            vm_page &table = frame_of(slot);
            if (stop - at == coverage(1)) {  // a whole table: no need to look into it
                removed += table.count;
                changed.add(at, stop);
                unhook(at, freed);
                continue;
            }
            cost += static_cast<unsigned>((stop - at) >> MACH_PAGE_SHIFT) * entry_cost;
            for (uint64_t a = at; table.count != 0 && a < stop; a += MACH_PAGE_SIZE, ++slot) {
                if (!load(*slot).present()) continue;
                store(*slot, entry{});
                --table.count;
                ++removed;
                changed.add(a, a + MACH_PAGE_SIZE);
            }
            if (table.count == 0) unhook(at, freed);
        }
        resident_.store(resident_pages() - removed, std::memory_order_relaxed);
        flush(changed);
    }
    free_tables(freed);
    return {at, cost};
}

void pmap::restrict(uint64_t begin, uint64_t end, vm_prot_t allowed, machine::memory_type type) {
    if (!(allowed & (VM_PROT_READ | VM_PROT_EXECUTE))) return remove(begin, end);
    for (uint64_t at = begin; at < end && at >= begin;) {
        const piece done = restrict_piece(at, end, allowed, type);
        at = done.end;
        if (done.cost > small_piece) long_work(done.cost);
    }
}

pmap::piece pmap::restrict_piece(uint64_t begin, uint64_t end, vm_prot_t allowed,
                                 machine::memory_type type) {
    lock_guard guard(lock_);
    span changed;
    unsigned cost = 0;
    uint64_t at = begin;
    for (uint64_t next_at; at < end && at >= begin && cost < piece_limit; at = next_at) {
        cost += hole_cost;
        entry *slot = find(at, &next_at);
        if (!slot) continue;
        next_at = next(at, 1);
        const uint64_t stop = next_at - 1 < end ? next_at : end;
        cost += static_cast<unsigned>((stop - at) >> MACH_PAGE_SHIFT) * change_cost;
        for (uint64_t a = at; a < stop; a += MACH_PAGE_SIZE, ++slot) {
            const entry before = load(*slot);
            if (!before.present()) continue;
            const vm_prot_t had = protection_of(before);
            if ((had & ~allowed & (VM_PROT_WRITE | VM_PROT_EXECUTE)) == 0) continue;
            const entry after = leaf({before.address(), had & allowed, type}, half_ == half::user);
            store(*slot, after);
            changed.add(a, a + MACH_PAGE_SIZE);
        }
    }
    flush(changed);
    return {at, cost};
}

uint64_t pmap::extract(uint64_t address) {
    lock_guard guard(lock_);
    entry *slot = find(address);
    if (!slot) return no_frame;
    const entry value = load(*slot);
    return value.present() ? value.address() : no_frame;
}
