/// \file
/// Copies of regions within and between maps.

#include <vm/vm_map.hpp>

#include <kern/long_work.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_reaper.hpp>

namespace {

void show_nothing(const vm_map_entry &entry, vm_map_entry &twin) {
    twin.start = entry.start;
    twin.end = entry.end;
    twin.protection = entry.protection;
    twin.max_protection = entry.max_protection;
    twin.inheritance = entry.inheritance;
}

void show(const vm_map_entry &entry, const vm_range &range, vm_map_entry &twin) {
    show_nothing(entry, twin);
    twin.start = range.begin;
    twin.end = range.end;
    twin.object = entry.object;
    twin.offset = entry.offset + (range.begin - entry.start);
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

/// Regions between two looks for interrupts: the call is not free.
constexpr uint32_t batch = 16;

using blank_entries = list<vm_map_entry, &vm_map_entry::transit_hook>;

void destroy_all(blank_entries &blanks) {
    while (!blanks.empty()) {
        vm_map_entry &entry = blanks.front();
        blanks.pop_front();
        vm_map_entry_destroy(entry);
        long_work(60);
    }
}

result<> create_all(blank_entries &blanks, uint32_t count) {
    for (; count != 0; --count) {
        vm_map_entry *entry = vm_map_entry_create();
        if (!entry) {
            destroy_all(blanks);
            return error(KERN_RESOURCE_SHORTAGE);
        }
        blanks.push_back(*entry);
        if (count % batch == 0) long_work(100 * batch);
    }
    return {};
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
    blank_entries blanks;
    TRY(create_all(blanks, entry_count_));
    result<> outcome;
    blank_entries kept_back;
    uint32_t made_so_far = 0;
    const auto make_twin = [&](vm_map_entry &entry) NO_THREAD_SAFETY_ANALYSIS {
        vm_map_entry &twin = blanks.front();
        blanks.pop_front();
        const vm_range range{entry.start, entry.end};
        result<> made;
        switch (entry.inheritance) {
        case VM_INHERIT_NONE: kept_back.push_back(twin); [[fallthrough]];
        default: show_nothing(entry, twin); break;
        case VM_INHERIT_SHARE: made = make_shared(entry, range, twin); break;
        case VM_INHERIT_COPY: made = make_copy(entry, range, twin); break;
        }
        if (!made) {
            outcome = made;
            twin.object = {};
        }
        child->enter_object(twin);
        if (++made_so_far % batch == 0) long_work(500 * batch);
        return &twin;
    };
    child->entries_.clone_from(std::move(entries_), make_twin, [](vm_map_entry *) {});
    child->entry_count_ = entry_count_;
    child->size_ = size_;
    for (vm_map_entry &entry : kept_back) {
        child->leave_object(entry);
        child->entries_.erase(child->entries_.iterator_to(entry));
        child->size_ -= entry.size();
        --child->entry_count_;
        long_work(200);
    }
    destroy_all(kept_back);
    if (!outcome) return std::unexpected(outcome.error());
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
