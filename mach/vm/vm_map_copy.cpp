#include <vm/vm_map_copy.hpp>

#include <algorithm>
#include <cstring>

#include <kern/long_work.hpp>
#include <kern/zone.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_laundry.hpp>
#include <vm/vm_reaper.hpp>

namespace {

constinit zone<vm_map_copy> copies{"vm_map_copy"};

}  // namespace

vm_map_copy::~vm_map_copy() {
    if (washer_) vm_page_laundry.taken(*washer_);
    while (!entries_.empty()) {
        vm_map_entry &entry = entries_.front();
        entries_.pop_front();
        vm_map_entry_destroy(entry);
        long_work(200);
    }
}

void vm_map_copy::destroy(vm_map_copy *copy) { copies.destroy(copy); }

result<ref<vm_map_copy>> vm_map_copy::create(uint64_t size, uint64_t offset) {
    vm_map_copy *copy = copies.create();
    if (!copy) return error(KERN_RESOURCE_SHORTAGE);
    copy->size_ = size;
    copy->offset_ = offset;
    return ref<vm_map_copy>::adopt(copy);
}

template <class Make>
result<> vm_map_copy::gather(vm_map &source, const vm_range &range, vm_prot_t needed, Make make) {
    uint64_t at = range.begin;
    for (vm_map_entry *entry = source.first_from(at); at < range.end; entry = source.next(*entry)) {
        if (!entry || entry->start > at) return error(KERN_INVALID_ADDRESS);
        if (needed & ~entry->protection) return error(KERN_PROTECTION_FAILURE);
        vm_map_entry *twin = vm_map_entry_create();
        if (!twin) return error(KERN_RESOURCE_SHORTAGE);
        entries_.push_back(*twin);
        const uint64_t end = std::min(entry->end, range.end);
        TRY(make(*entry, vm_range{at, end}, *twin));
        twin->start -= range.begin;
        twin->end -= range.begin;
        long_work(500);
        at = end;
        if (at == range.end) break;
    }
    return {};
}

result<ref<vm_map_copy>> vm_map_copy::copy_in(vm_map &source, uint64_t address, uint64_t size,
                                              bool deallocate) {
    const vm_range range = TRY(vm_range::of(address, size));
    ref<vm_map_copy> copy = TRY(create(size, address & MACH_PAGE_MASK));
    copy->source_address_ = address;
    if (size == 0) return copy;
    const vm_reaper::deferral deferral;
    lock_guard guard(source.lock);
    // Cut first, so that only this range, not its whole regions, is copied at the next write.
    TRY(source.clip(range));
    TRY(copy->gather(source, range, VM_PROT_READ, vm_map::make_copy));
    if (deallocate) source.remove_range(range);
    return copy;
}

result<ref<vm_map_copy>> vm_map_copy::share(vm_map &source, const vm_range &range) {
    ref<vm_map_copy> copy = TRY(create(range.size(), 0));
    const vm_reaper::deferral deferral;
    lock_guard guard(source.lock);
    TRY(copy->gather(source, range, VM_PROT_NONE, vm_map::make_shared));
    return copy;
}

result<ref<vm_map_copy>> vm_map_copy::from_kernel(const void *data, uint64_t size) {
    const auto count = static_cast<unsigned>((size + MACH_PAGE_MASK) >> MACH_PAGE_SHIFT);
    if (count == 0) return create(0, 0);
    ref<vm_map_copy> copy = TRY(of_pages(count));
    copy->size_ = size;
    for (uint64_t index = 0; index < count; ++index) {
        vm_page *page = vm_page_allocate(0, vm_page_demand::user);
        if (!page) return error(KERN_RESOURCE_SHORTAGE);
        const uint64_t at = index << MACH_PAGE_SHIFT;
        const std::size_t part = std::min<uint64_t>(size - at, MACH_PAGE_SIZE);
        auto *to = static_cast<char *>(vm_page_data(*page));
        std::memcpy(to, static_cast<const char *>(data) + at, part);
        std::memset(to + part, 0, MACH_PAGE_SIZE - part);
        if (!copy->put_page(*page, index)) {
            vm_page_free(*page, 0);
            return error(KERN_RESOURCE_SHORTAGE);
        }
        long_work(6000);
    }
    return copy;
}

result<ref<vm_map_copy>> vm_map_copy::of_pages(unsigned count) {
    const uint64_t bytes = uint64_t{count} << MACH_PAGE_SHIFT;
    ref<vm_map_copy> copy = TRY(create(bytes, 0));
    vm_map_entry *entry = vm_map_entry_create();
    if (!entry) return error(KERN_RESOURCE_SHORTAGE);
    copy->entries_.push_back(*entry);
    entry->end = bytes;
    entry->object = TRY(vm_object::create_anonymous(bytes));
    return copy;
}

bool vm_map_copy::put_page(vm_page &page, uint64_t index) {
    vm_object &object = *entries_.front().object;
    lock_guard guard(object.lock);
    return object.insert(page, index);
}

vm_attributes vm_map_copy::common_attributes() const {
    vm_attributes common{VM_PROT_ALL, VM_PROT_ALL, VM_INHERIT_COPY};
    for (const vm_map_entry &entry : entries_) {
        common.protection &= entry.protection;
        common.max_protection &= entry.max_protection;
    }
    return common;
}
