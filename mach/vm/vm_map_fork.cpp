/// \file
/// Copies of regions within and between maps.

#include <vm/vm_map.hpp>

#include <algorithm>
#include <new>

#include <kern/long_work.hpp>
#include <kern/whole_tree.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_reaper.hpp>

namespace {

void show(const vm_map_entry &entry, const vm_range &range, vm_map_entry &twin) {
    static_cast<vm_map_entry_shape &>(twin) = entry;
    twin.start = range.begin;
    twin.end = range.end;
    twin.object = entry.object;
    twin.offset += range.begin - entry.start;
    twin.needs_copy = false;
}

}  // namespace

result<> vm_map::make_writable(vm_map_entry &entry) {
    if (!entry.object) {
        ref<vm_object> object = TRY(vm_object::create_anonymous(entry.size()));
        if (entry.map && entry.map->pageable.load(std::memory_order_relaxed))
            object->make_swappable();
        lock_guard guard(object->lock);
        if (entry.map) object->add_mapping(entry);
        entry.object = object;
        entry.offset = 0;
        entry.needs_copy = false;
        return {};
    }
    if (!entry.needs_copy) return {};
    {
        vm_object &object = *entry.object;
        lock_guard guard(object.lock);
        if (object.anonymous() && object.reference_count() == 1 && !object.has_copy() &&
            object.sharing != vm_object_sharing::shared) {
            object.sharing = vm_object_sharing::sole;  // the others have gone: it is all ours
            entry.needs_copy = false;
            return {};
        }
    }
    const vm_reaper::deferral deferral;
    ref<vm_object> shadow =
        TRY(vm_object::create_shadow(*entry.object, entry.offset >> MACH_PAGE_SHIFT, entry.size()));
    if (entry.map) {
        if (entry.map->pageable.load(std::memory_order_relaxed)) shadow->make_swappable();
        lock_guard guard(entry.object->lock);
        entry.object->remove_mapping(entry);
    }
    lock_guard guard(shadow->lock);
    if (entry.map) shadow->add_mapping(entry);
    entry.object = shadow;
    entry.offset = 0;
    entry.needs_copy = false;
    return {};
}

result<> vm_map::make_shared(vm_map_entry &entry, const vm_range &range, vm_map_entry &twin) {
    TRY(make_writable(entry));
    {
        vm_object &object = *entry.object;
        lock_guard guard(object.lock);
        if (object.sharing != vm_object_sharing::shared) {
            object.sharing = vm_object_sharing::shared;
            object.extend(entry.offset + entry.size());
        }
    }
    show(entry, range, twin);
    return {};
}

result<> vm_map::make_copy(vm_map_entry &entry, const vm_range &range, vm_map_entry &twin) {
    show(entry, range, twin);
    if (!entry.object) return {};
    if (entry.object->kind() ==
        vm_object_kind::device) {  // registers cannot be copied: they are shared
        twin.needs_copy = entry.object->is_plain_memory();
        return {};
    }
    twin.needs_copy = true;
    if (entry.needs_copy) return {};
    bool shared;
    {
        lock_guard guard(entry.object->lock);
        shared = entry.object->sharing == vm_object_sharing::shared;
        if (!shared) entry.object->sharing = vm_object_sharing::symmetric;
    }
    if (shared) {
        twin.object = TRY(vm_object::create_copy(*entry.object));
        return {};
    }
    entry.needs_copy = true;
    if (entry.map && (entry.protection & VM_PROT_WRITE))
        entry.map->physical_map().restrict(entry.start, entry.end, VM_PROT_READ | VM_PROT_EXECUTE,
                                           machine::memory_type::normal);
    return {};
}

namespace {

/// Regions whose memory is fetched at once, and about instructions for one that nothing is to be
/// done to, and for others.
constexpr unsigned batch = 16, entry_cost = 150, change_cost = 500;

/// Makes `twin` what a new task inherits of `entry`.
result<> inherit(vm_map_entry &entry, vm_map_entry &twin) {
    const vm_range range{entry.start, entry.end};
    switch (entry.inheritance) {
    case VM_INHERIT_SHARE: return vm_map::make_shared(entry, range, twin);
    case VM_INHERIT_COPY: return vm_map::make_copy(entry, range, twin);
    default: static_cast<vm_map_entry_shape &>(twin) = entry; return {};
    }
}

}  // namespace

// The child's tree gets the shape of its parent's, so that nothing is searched or balanced. Regions
// that are not inherited are there for a moment, without an object.
result<ref<vm_map>> vm_map::fork() {
    ref<vm_map> child = TRY(create());
    child->limit_ = limit_;
    child->pageable.store(pageable.load(std::memory_order_relaxed), std::memory_order_relaxed);
    const vm_reaper::deferral deferral;
    lock_guard guard(lock);
    lock_guard child_guard(child->lock);
    void *blanks[batch];
    unsigned blank_count = 0;
    uint32_t wanted = entry_count_;
    list<vm_map_entry, &vm_map_entry::transit_hook> kept_back;
    kern_return_t outcome = KERN_SUCCESS;
    const auto make_twin = [&](vm_map_entry &entry) NO_THREAD_SAFETY_ANALYSIS -> vm_map_entry * {
        if (blank_count == 0) {
            long_work(entry_cost * batch);
            blank_count = vm_map_entry_allocate(blanks, std::min(wanted, batch));
            if (blank_count == 0) {
                outcome = KERN_RESOURCE_SHORTAGE;
                return nullptr;
            }
            wanted -= blank_count;
        }
        void *const blank = blanks[--blank_count];
        if (entry.needs_copy && entry.inheritance == VM_INHERIT_COPY) [[likely]] {
            vm_map_entry *const twin = ::new (blank) vm_map_entry(entry, entry.object, true);
            child->enter_object(*twin);
            return twin;
        }
        vm_map_entry *const twin = ::new (blank) vm_map_entry;
        long_work(change_cost);
        if (const auto made = ::inherit(entry, *twin); !made) {
            outcome = made.error();
            twin->object = {};
        }
        if (entry.inheritance == VM_INHERIT_NONE) kept_back.push_front(*twin);
        child->enter_object(*twin);
        return twin;
    };
    (void)copy_tree(entries_, child->entries_, make_twin);
    child->entry_count_ = entry_count_ - wanted;
    child->size_ = size_;
    if (outcome != KERN_SUCCESS) return error(outcome);
    while (!kept_back.empty()) {
        vm_map_entry &entry = kept_back.front();
        kept_back.pop_front();
        child->entries_.erase(child->entries_.iterator_to(entry));
        child->size_ -= entry.size();
        --child->entry_count_;
        vm_map_entry_destroy(entry);
        long_work(260);
    }
    return child;
}

result<uint64_t> vm_map::remap(const vm_placement &where, uint64_t size, vm_map &from,
                               uint64_t source, bool copy, vm_inherit_t inheritance,
                               vm_attributes &attributes) {
    if (inheritance > VM_INHERIT_NONE || size == 0) return error(KERN_INVALID_ARGUMENT);
    const vm_range range = TRY(vm_range::of(source, size));
    ref<vm_map_copy> twins = TRY(copy ? vm_map_copy::copy_in(from, range.begin, range.size(), false)
                                      : vm_map_copy::share(from, range));
    attributes = twins->common_attributes();
    return twins->place(*this, where, inheritance);
}
