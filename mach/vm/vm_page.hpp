/// \file
/// Physical page frames: one vm_page for each, found from its address and back by arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>

#include <kern/list.hpp>
#include <machine/address_space.hpp>
#include <mach/vm_types.h>

class vm_object;
struct zone_state;

/// What a frame is used for; it says which member of the union in vm_page holds.
enum class vm_page_use : uint8_t {
    reserved,   ///< not RAM, or in use since before vm_page_init: never freed
    free,       ///< head of a free block of the buddy allocator
    free_tail,  ///< inside a free block
    kernel,  ///< allocated and nothing more: stacks, kalloc runs, pages on their way into an object
    slab,    ///< first page of a zone's slab
    slab_tail,  ///< further page of a slab of several
    table,      ///< page table
    object,     ///< resident in a vm_object, or its placeholder while the pager is asked
};

/// Which of the page-out queues a page is on; guarded by the page lock.
enum class vm_page_queue : uint8_t {
    none,
    active,
    inactive,
    aged,  ///< on none; anonymous, and unmapped since it was last looked at: by the object's lock
};

/// State of a page of an object; guarded by the object's lock.
enum class vm_page_state : uint8_t {
    valid,   ///< holds data
    absent,  ///< asked of the pager, or being read from the swap space; nobody may map it
    error,   ///< the pager said that it has no data
};

struct vm_page {
    list_hook queue_hook;  ///< free block list, slab list, page-out queue
    union {
        struct {
            vm_object *object;
            uint64_t index;  ///< page number in the object
        } resident;          ///< use == object; guarded by the object's lock
        struct {
            zone_state *zone;
            void *free;  ///< first free object
        } slab;          ///< use == slab; guarded by the zone's lock
        struct {
            vm_page *head;
        } tail;  ///< use == slab_tail
    };
    uint16_t count = 0;  ///< object: wirings; slab: objects in use; table: entries in use
    uint8_t order = 0;   ///< of the block this page is the head of
    vm_page_use use = vm_page_use::reserved;
    vm_page_state state = vm_page_state::valid;
    vm_page_queue queue = vm_page_queue::none;
    bool dirty = false;                ///< differs from what the pager has
    bool precious = false;             ///< the pager wants it back even when clean
    bool instructions_synced = false;  ///< may be executed: instruction fetch sees what was written
    bool unlock_requested = false;     ///< the pager has been asked to allow more
    bool swapping = false;  ///< on its way to or from `slot`, which its request gives back
    uint32_t slot = 0;      ///< of the swap space; while not dirty, it has the same bytes there
    vm_prot_t pager_lock = VM_PROT_NONE;  ///< accesses that the pager forbids

    /// Fills it with zeros.
    void clear();

    vm_page() : resident{nullptr, 0} {}
};

/// The frame table. Set once by vm_page_init.
struct vm_page_table_bounds {
    vm_page *pages = nullptr;
    uint64_t first_frame = 0, frame_count = 0;
};
extern vm_page_table_bounds vm_page_table;

inline uint64_t vm_page_address(const vm_page &page) {
    return (vm_page_table.first_frame + static_cast<uint64_t>(&page - vm_page_table.pages))
           << MACH_PAGE_SHIFT;
}
/// The frame at a physical address, or null when that is not RAM the kernel knows of.
inline vm_page *vm_page_at(uint64_t physical) {
    const uint64_t index = (physical >> MACH_PAGE_SHIFT) - vm_page_table.first_frame;
    return index < vm_page_table.frame_count ? vm_page_table.pages + index : nullptr;
}
inline void *vm_page_data(const vm_page &page) {
    return reinterpret_cast<void *>(machine::phys_to_virt(vm_page_address(page)));
}

/// Whose need it is. Users stop at the reserve, which only the kernel's own structures may use up.
enum class vm_page_demand : uint8_t {
    user,
    data,    ///< stops at three quarters of it: pages that can be taken back at once
    server,  ///< stops at a quarter: without it memory would not become free
    kernel,
};

/// Builds the frame table from `boot` and gives the unreserved memory to the buddy allocator.
/// Panics when memory is too small for that: nothing can run then.
void vm_page_init();
/// 2^order contiguous frames with use `kernel`, contents undefined, aligned to their size; null
/// when there are none. May be called with any locks up to pmap held.
[[nodiscard]] vm_page *vm_page_allocate(unsigned order,
                                        vm_page_demand demand = vm_page_demand::kernel);
/// \param page head of a block as vm_page_allocate gave it; nothing maps it any more.
void vm_page_free(vm_page &page, unsigned order);
/// As vm_page_allocate(0), all bytes zero.
[[nodiscard]] vm_page *vm_page_allocate_zeroed(vm_page_demand demand);

/// Counts, in frames. Exact while nobody allocates.
struct vm_page_counts {
    uint64_t total, free, reserve, active, inactive;
};
vm_page_counts vm_page_count();
/// Returns the processors' cached frames to the buddy allocator; for tests of leaks and before
/// giving up.
void vm_page_drain();

inline constexpr unsigned vm_page_max_order = 10;
