/// \file
/// An address space: regions of objects, and the pmap that shows them to the processor. Counted
/// apart from tasks, since two may share one.
///
/// One spinlock guards the regions and is held throughout a fault. User memory is never copied
/// under it. Addresses and sizes of the public routines may be anything a user sends; ranges are
/// widened to whole pages.
#pragma once

#include <cstdint>

#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <vm/pmap.hpp>
#include <vm/vm_map_entry.hpp>
#include <vm/vm_map_gaps.hpp>
#include <vm/vm_object.hpp>

/// Where a region goes.
struct vm_placement {
    uint64_t address = 0;  ///< of the region, or the lowest to be considered
    uint64_t mask = 0;     ///< bits that must be zero in a chosen address
    int flags = VM_FLAGS_ANYWHERE;
};

/// A region's attributes.
struct vm_attributes {
    vm_prot_t protection = VM_PROT_DEFAULT, max_protection = VM_PROT_ALL;
    vm_inherit_t inheritance = VM_INHERIT_COPY;
};

/// What `region` tells.
struct vm_region {
    uint64_t start, size, offset;
    vm_attributes attributes;
    uint32_t wired, references;
    uint64_t resident;  ///< pages of its object
    bool shared, needs_copy;
};

/// Pages [first, end) in bytes of a user range, or nothing when it is not one.
struct vm_range {
    uint64_t begin, end;
    uint64_t size() const { return end - begin; }
    /// KERN_INVALID_ADDRESS when it wraps around or leaves the user half. Empty ranges are legal.
    [[nodiscard]] static result<vm_range> of(uint64_t address, uint64_t size);
};

class vm_map : public ref_counted<vm_map> {
public:
    /// Regions that a map can have, as many as Linux's default (vm.max_map_count). One more gives
    /// KERN_RESOURCE_SHORTAGE, so that a task cannot fill the kernel's memory with small regions.
    static constexpr uint32_t max_entries = 65530;

    /// An empty map. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] static result<ref<vm_map>> create();
    /// The last reference is gone. What terminate_step has not removed yet is removed here.
    static void destroy(vm_map *map);
    /// Removes regions, up to about `budget` pages or regions. \return true when the map is empty.
    /// Nothing can be added after the first call.
    bool terminate_step(unsigned budget) EXCLUDES(lock);

    // vm_map_allocate.cpp
    /// Anonymous zero-filled memory. KERN_NO_SPACE, KERN_INVALID_ADDRESS, KERN_RESOURCE_SHORTAGE
    /// (limit, kernel memory).
    [[nodiscard]] result<uint64_t> allocate(const vm_placement &where, uint64_t size,
                                            const vm_attributes &attributes = {}) EXCLUDES(lock);
    /// `object` from byte `offset` on; null: as allocate. With `copy` the object is never written
    /// through the region. KERN_INVALID_ARGUMENT for a bad offset, flags or attributes.
    [[nodiscard]] result<uint64_t> map(const vm_placement &where, uint64_t size,
                                       ref<vm_object> object, uint64_t offset, bool copy,
                                       const vm_attributes &attributes) EXCLUDES(lock);

    // vm_map_delete.cpp
    /// Holes are legal.
    [[nodiscard]] result<> deallocate(uint64_t address, uint64_t size) EXCLUDES(lock);

    // vm_map_protect.cpp: KERN_INVALID_ADDRESS where something is not mapped; nothing is changed
    // then.
    [[nodiscard]] result<> protect(uint64_t address, uint64_t size, bool set_maximum,
                                   vm_prot_t protection) EXCLUDES(lock);
    [[nodiscard]] result<> inherit(uint64_t address, uint64_t size, vm_inherit_t inheritance)
        EXCLUDES(lock);
    /// Wires pages down for `access`, VM_PROT_NONE unwires. May give KERN_PAGE_WAIT; what was wired
    /// stays noted.
    [[nodiscard]] result<> wire(uint64_t address, uint64_t size, vm_prot_t access) EXCLUDES(lock);
    /// Flags VM_SYNC_*: data of pagers goes back to them (at once; the pager decides when it is on
    /// disk).
    [[nodiscard]] result<> msync(uint64_t address, uint64_t size, uint32_t flags) EXCLUDES(lock);
    /// VM_BEHAVIOR_*: advice; VM_BEHAVIOR_FREE drops private anonymous pages, which read as zeros
    /// then.
    [[nodiscard]] result<> set_behavior(uint64_t address, uint64_t size, int behavior)
        EXCLUDES(lock);
    /// MATTR_CACHE: makes what was written fetchable as instructions.
    [[nodiscard]] result<> machine_attribute(uint64_t address, uint64_t size, uint32_t attribute,
                                             int value) EXCLUDES(lock);
    /// Is all of it mapped?
    [[nodiscard]] result<> check(uint64_t address, uint64_t size) EXCLUDES(lock);

    // vm_map_region.cpp
    /// The region at `address` or the first behind it. KERN_INVALID_ADDRESS when there is none.
    [[nodiscard]] result<vm_region> region(uint64_t address) EXCLUDES(lock);
    /// VM_PAGE_QUERY_* bits of the page at `address`, and how many share its object.
    struct page_info {
        int disposition;
        uint32_t references;
    };
    [[nodiscard]] result<page_info> query(uint64_t address) EXCLUDES(lock);
    /// The object behind `address`, its own reference, and the offset there; a futex in shared
    /// memory is named so. Null for memory that is private to this map.
    struct location {
        ref<vm_object> object;
        uint64_t offset;
    };
    [[nodiscard]] result<location> locate(uint64_t address) EXCLUDES(lock);

    // vm_map_fork.cpp
    /// A new map made from this one by each region's inheritance.
    [[nodiscard]] result<ref<vm_map>> fork() EXCLUDES(lock);
    /// Shows [source, source + size) of `from` here, shared or as a copy.
    [[nodiscard]] result<uint64_t> remap(const vm_placement &where, uint64_t size, vm_map &from,
                                         uint64_t source, bool copy, vm_inherit_t inheritance,
                                         vm_attributes &attributes) EXCLUDES(lock);

    // vm_map_access.cpp: kernel bytes to and from a map that need not be the current one.
    /// KERN_INVALID_ADDRESS, KERN_PROTECTION_FAILURE, KERN_MEMORY_ERROR, KERN_PAGE_WAIT (address in
    /// current_thread().page_wait is one of this map). What comes before the failing page has been
    /// copied.
    [[nodiscard]] result<> read(void *to, uint64_t address, uint64_t size) EXCLUDES(lock);
    [[nodiscard]] result<> write(uint64_t address, const void *from, uint64_t size) EXCLUDES(lock);

    pmap &physical_map() { return pmap_; }
    uint64_t size() const { return size_; }  ///< bytes mapped
    uint64_t resident_pages() const {
        return pmap_.resident_pages();
    }  ///< pages with a translation
    uint32_t entry_count() const { return entry_count_; }
    /// Bytes that may be mapped; what is mapped already stays.
    void set_limit(uint64_t bytes) { limit_ = bytes; }
    uint64_t limit() const { return limit_; }

    spinlock lock{lock_rank::vm_map};

    // For the files of vm/ only: regions under the lock.
    using entry_tree = tree<vm_map_entry, &vm_map_entry::hook, vm_map_entry::start_address>;
    /// The region that holds `address`, or null.
    [[nodiscard]] vm_map_entry *lookup(uint64_t address) REQUIRES(lock);
    /// The first region that ends behind `address`, or null.
    [[nodiscard]] vm_map_entry *first_from(uint64_t address) REQUIRES(lock);
    [[nodiscard]] vm_map_entry *next(vm_map_entry &entry) REQUIRES(lock);
    [[nodiscard]] vm_map_entry *previous(vm_map_entry &entry) REQUIRES(lock);
    /// Takes over a region from nowhere, transit or another map; its range must be free.
    void insert(vm_map_entry &entry) REQUIRES(lock);
    /// Takes a region out, translations and all; it is the caller's.
    void remove(vm_map_entry &entry) REQUIRES(lock);
    /// Cuts the regions that lie across `begin` and `end`. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] result<> clip(const vm_range &range) REQUIRES(lock);
    /// Cuts `entry` at `address`, inside it; the new one begins there.
    [[nodiscard]] result<> split(vm_map_entry &entry, uint64_t address) REQUIRES(lock);
    /// Joins `entry` with its neighbour before it when they are alike; `entry` may be gone then.
    void join(vm_map_entry &entry) REQUIRES(lock);
    void join_range(const vm_range &range) REQUIRES(lock);
    /// An address for `size` bytes, free, or with VM_FLAGS_OVERWRITE made free.
    [[nodiscard]] result<uint64_t> place(const vm_placement &where, uint64_t size) REQUIRES(lock);
    /// Removes all regions in a range that they have been clipped to.
    void remove_range(const vm_range &range) REQUIRES(lock);
    /// Gives `entry` an object of its own to write to: one for untouched memory, a shadow if it
    /// needs a copy.
    [[nodiscard]] static result<> make_writable(vm_map_entry &entry);
    /// Makes the still unlinked `twin` show [begin, end) of `entry` as a copy: copy-on-write on
    /// both sides.
    [[nodiscard]] static result<> make_copy(vm_map_entry &entry, const vm_range &range,
                                            vm_map_entry &twin);
    /// The same, both seeing each other's writes.
    [[nodiscard]] static result<> make_shared(vm_map_entry &entry, const vm_range &range,
                                              vm_map_entry &twin);
    /// The region, unmapped already, was a part of a private object: frees the pages that only it
    /// showed.
    static void free_part(vm_map_entry &entry);
    bool active() const REQUIRES(lock) { return active_; }

    struct page_counts {
        uint64_t resident = 0, swapped = 0;
    };
    /// Pages of anonymous memory behind its regions, mapped at the moment or not. What regions
    /// share counts for each.
    page_counts anonymous_pages() EXCLUDES(lock);

    /// The map of a POSIX process: its own memory may go to the swap space.
    std::atomic<bool> pageable{false};
    /// Of a task that pages out itself, or does for one that does: its faults may use the reserve.
    std::atomic<bool> privileged{false};
    vm_page_demand demand() const {
        if (privileged.load(std::memory_order_relaxed)) return vm_page_demand::kernel;
        return pageable.load(std::memory_order_relaxed) ? vm_page_demand::user : server_demand();
    }
    /// The pager has died: whoever starts its successor must not wait for memory.
    static inline constinit std::atomic<bool> servers_privileged{false};

private:
    /// While pages are on their way to pagers, servers must not wait for memory: it may be them
    /// that are to take the pages, or who these wait for.
    static vm_page_demand server_demand();
    friend class zone<vm_map>;
    vm_map() : pmap_(pmap::half::user) {}
    ~vm_map() = default;
    result<uint64_t> find_gap(const vm_placement &where, uint64_t size) REQUIRES(lock);
    result<uint64_t> search(uint64_t from, uint64_t to, uint64_t mask, uint64_t size)
        REQUIRES(lock);
    /// Notes among the object's mappings that `entry` belongs to this map, or to none.
    [[gnu::always_inline]] void enter_object(vm_map_entry &entry) REQUIRES(lock) {
        if (!entry.object) {
            entry.map = this;
            return;
        }
        lock_guard guard(entry.object->lock);
        entry.map = this;
        entry.object->add_mapping(entry);
    }
    [[gnu::always_inline]] void leave_object(vm_map_entry &entry) REQUIRES(lock) {
        if (!entry.object) {
            entry.map = nullptr;
            return;
        }
        lock_guard guard(entry.object->lock);
        entry.object->remove_mapping(entry);
        entry.map = nullptr;
    }
    bool extend(uint64_t address, uint64_t size, const vm_attributes &attributes) REQUIRES(lock);
    /// From an address to a region, or to the end, nothing is mapped any more.
    void note_gap(uint64_t from, const vm_map_entry *to) REQUIRES(lock);
    /// The opposite of extend: shortens a region by `range` when that is its end and not all of it,
    /// without cutting it in two first.
    bool trim(const vm_range &range) REQUIRES(lock);

    pmap pmap_;
    entry_tree entries_ GUARDED_BY(lock);
    vm_map_entry *hint_ GUARDED_BY(lock) = nullptr;  ///< found last
    vm_map_gaps gaps_ GUARDED_BY(lock);
    uint64_t size_ = 0;  ///< written under the lock
    uint64_t limit_ = ~uint64_t{0};
    uint32_t entry_count_ = 0;  ///< likewise
    bool active_ GUARDED_BY(lock) = true;
};

/// Regions that belong to no map.
[[nodiscard]] vm_map_entry *vm_map_entry_create();
void vm_map_entry_destroy(vm_map_entry &entry);
/// Memory for up to `count` regions. \return for how many.
[[nodiscard]] unsigned vm_map_entry_allocate(void **to, unsigned count);
/// Frees the memory of regions that have been destroyed.
void vm_map_entry_free(void *const *entries, unsigned count);
