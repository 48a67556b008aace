/// \file
/// What stands behind a zone_base: slabs and the processors' magazines. Only zone.cpp,
/// zone_slab.cpp and kalloc.cpp use it.
#pragma once

#include <kern/spinlock.hpp>
#include <kern/zone.hpp>
#include <vm/vm_page.hpp>

/// Free objects in one processor's hands; the processor alone touches it.
struct zone_magazine {
    static constexpr unsigned capacity = 60;
    uint32_t count = 0;
    uint32_t limit = capacity;  ///< fewer for large objects
    void *objects[capacity];
};

struct zone_state {
    zone_base *zone = nullptr;
    zone_state *next = nullptr;  ///< in the list of all zones
    uint32_t object_size = 0;    ///< rounded to the alignment, at least a pointer
    uint32_t objects_per_slab = 0;
    uint8_t slab_order = 0;
    spinlock lock{lock_rank::zone};
    list<vm_page, &vm_page::queue_hook> partial GUARDED_BY(lock);  ///< slabs with free objects
    vm_page *empty GUARDED_BY(lock) = nullptr;  ///< one slab kept although nothing in it is used
    uint64_t slabs GUARDED_BY(lock) = 0;
    uint64_t taken GUARDED_BY(lock) = 0;  ///< objects out of slabs: in use or in a magazine
    zone_magazine magazines[machine::max_cpus];

    /// Moves up to `want` objects from slabs to `to`. \return how many.
    unsigned take(void **to, unsigned want) EXCLUDES(lock);
    /// Puts objects back into their slabs; slabs that get empty, but one, go back to the frame
    /// allocator.
    void put(void *const *objects, unsigned count) EXCLUDES(lock);

private:
    unsigned take_partial(void **to, unsigned want) REQUIRES(lock);
    /// A new slab, not yet on a list; null when there are no frames. No lock held: frames come
    /// before zones in the lock order.
    vm_page *make_slab() EXCLUDES(lock);
    /// \return the object's slab if it is now empty and shall be freed.
    vm_page *put_one(void *object) REQUIRES(lock);
};

extern zone_state
    *zone_list;  ///< grows only; the head is published atomically under zone_list_lock
extern spinlock zone_list_lock;
