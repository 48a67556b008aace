/// \file
/// Memory in transit reaches its receiver: a map, or the kernel's own buffer.

#include <algorithm>
#include <cstring>

#include <kern/thread.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_reaper.hpp>

result<uint64_t> vm_map_copy::place(vm_map &target, const vm_placement &where,
                                    vm_inherit_t inheritance) {
    const uint64_t bytes = page_bytes();
    const vm_reaper::deferral deferral;
    lock_guard guard(target.lock);
    const uint64_t address = TRY(target.place(where, bytes));
    while (!entries_.empty()) {
        vm_map_entry &entry = entries_.front();
        entries_.pop_front();
        entry.start += address;
        entry.end += address;
        entry.inheritance = inheritance;
        target.insert(entry);
    }
    return address + offset_;
}

result<uint64_t> vm_map_copy::copy_out(vm_map &target) {
    if (size_ == 0) return 0;
    for (vm_map_entry &entry : entries_) {
        entry.protection = VM_PROT_DEFAULT;
        entry.max_protection = VM_PROT_ALL;
    }
    return place(target, {}, VM_INHERIT_COPY);
}

namespace {

/// Copies from the page that a region in transit shows at `index`, through the chain of shadows. KERN_PAGE_WAIT when a pager has it.
result<> read_page(vm_map_entry &entry, uint64_t index, uint64_t offset, void *to,
                   std::size_t size) NO_THREAD_SAFETY_ANALYSIS {
    vm_object *object = entry.object.get();
    if (object) object->lock.lock();
    while (object) {
        if (vm_page *page = object->page_at(index)) {
            result<> outcome{};
            if (page->state == vm_page_state::valid && !(page->pager_lock & VM_PROT_READ))
                std::memcpy(to, static_cast<char *>(vm_page_data(*page)) + offset, size);
            else
                outcome = error(page->state == vm_page_state::error ? KERN_MEMORY_ERROR : KERN_PAGE_WAIT);
            object->lock.unlock();
            return outcome;
        }
        if (object->bounded()) {
            const bool outside = index << MACH_PAGE_SHIFT >= object->size();
            if (!outside && object->is_plain_memory()) {
                std::memcpy(to, static_cast<char *>(machine::phys_to_virt(object->physical(index))) + offset, size);
                object->lock.unlock();
                return {};
            }
            const vm_object_kind kind = object->kind();
            if (outside || kind != vm_object_kind::anonymous) {
                object->lock.unlock();
                return error(outside || kind == vm_object_kind::device ? KERN_MEMORY_ERROR
                                                                       : KERN_PAGE_WAIT);
            }
        }
        vm_object *below = object->shadow();
        if (below) below->lock.lock();
        index += object->shadow_index();
        object->lock.unlock();
        object = below;
    }
    std::memset(to, 0, size);
    return {};
}

}  // namespace

result<> vm_map_copy::read(void *to, uint64_t offset, uint64_t size) const {
    if (offset > size_ || size > size_ - offset) return error(KERN_INVALID_ARGUMENT);
    auto *at = static_cast<char *>(to);
    uint64_t from = offset_ + offset;
    const uint64_t end = from + size;
    for (const vm_map_entry &listed : entries_) {
        auto &entry = const_cast<vm_map_entry &>(listed);
        while (from < end && from < entry.end) {
            const uint64_t in_page = from & MACH_PAGE_MASK;
            const uint64_t part = std::min(end - from, MACH_PAGE_SIZE - in_page);
            auto done = read_page(entry, entry.index_of(from), in_page, at, part);
            if (!done) {
                if (done.error() == KERN_PAGE_WAIT) {
                    // The sender waits: the copy came from its own memory.
                    current_thread().page_wait = {source_address_ + (from - offset_), VM_PROT_READ, nullptr, {}};
                }
                return done;
            }
            from += part;
            at += part;
        }
        if (from == end) break;
    }
    return {};
}

result<> vm_map_copy::overwrite(vm_map &target, uint64_t address) const {
    TRY(target.check(address, size_));
    vm_page *bounce = vm_page_allocate(0);
    if (!bounce) return error(KERN_RESOURCE_SHORTAGE);
    result<> outcome{};
    for (uint64_t at = 0; outcome && at < size_;) {
        const uint64_t part = std::min(size_ - at, MACH_PAGE_SIZE - ((address + at) & MACH_PAGE_MASK));
        outcome = read(vm_page_data(*bounce), at, part);
        if (outcome) outcome = target.write(address + at, vm_page_data(*bounce), part);
        at += part;
    }
    vm_page_free(*bounce, 0);
    return outcome;
}
