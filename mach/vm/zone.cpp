#include <kern/zone.hpp>

#include <algorithm>
#include <atomic>
#include <cstring>

#include <kern/assert.hpp>
#include <machine/cpu.hpp>
#include <vm/zone_state.hpp>

zone_state *zone_list;
spinlock zone_list_lock{lock_rank::leaf};

namespace {

constexpr std::size_t largest_slab_order = 3;

/// The smallest slab that wastes at most an eighth of itself.
unsigned slab_order_for(std::size_t size) {
    for (unsigned order = 0; order < largest_slab_order; ++order) {
        const std::size_t bytes = std::size_t{MACH_PAGE_SIZE} << order;
        if (bytes >= size && bytes % size <= bytes / 8) return order;
    }
    return largest_slab_order;
}

/// About 4 KB of free objects a processor, at least four objects.
uint32_t magazine_limit_for(std::size_t size) {
    return static_cast<uint32_t>(std::clamp<std::size_t>(8192 / size, 4, zone_magazine::capacity));
}

#ifdef DEBUG
constexpr unsigned char fresh = 0xa5, dead = 0xdd;
void poison(void *object, std::size_t size, unsigned char with) { std::memset(object, with, size); }
#else
constexpr unsigned char fresh = 0, dead = 0;
void poison(void *, std::size_t, unsigned char) {}
#endif

}  // namespace

/// The bridge between the public zone_base and what only this file may touch in it.
class zone_implementation {
public:
    /// The zone's state; made at the first allocation, by whoever comes first. Null when there is
    /// no frame for it.
    static zone_state *state_of(zone_base &zone) {
        auto *state = static_cast<zone_state *>(
            std::atomic_ref(zone.state_).load(std::memory_order_acquire));  // pairs with publish
        return state ? state : create(zone);
    }
    /// Fills an empty magazine to the half. False when there are no pages left.
    [[gnu::noinline]] static bool fill(zone_state &state, zone_magazine &magazine) {
        magazine.count = state.take(magazine.objects, magazine.limit / 2);
        return magazine.count != 0;
    }
    static zone_state *existing(const zone_base &zone) {
        return static_cast<zone_state *>(
            std::atomic_ref(const_cast<zone_base &>(zone).state_).load(std::memory_order_acquire));
    }

private:
    static zone_state *create(zone_base &zone) {
        static_assert(sizeof(zone_state) <= MACH_PAGE_SIZE);
        vm_page *page = vm_page_allocate(0);
        if (!page) return nullptr;
        auto *state = ::new (vm_page_data(*page)) zone_state;
        describe(*state, zone);
        lock_guard guard(zone_list_lock);
        std::atomic_ref published(zone.state_);
        if (void *other = published.load(std::memory_order_acquire)) {
            vm_page_free_later(*page);
            return static_cast<zone_state *>(other);
        }
        state->next = zone_list;
        zone_list = state;
        published.store(state, std::memory_order_release);
        return state;
    }
    /// The frame of the loser of a race to create: only ever a few in the life of the system, and
    /// freeing would take a lock of a lower rank, so it goes to this processor's cache, which takes
    /// none unless full.
    static void vm_page_free_later(vm_page &page) { vm_page_free(page, 0); }

    static void describe(zone_state &state, zone_base &zone) {
        const std::size_t alignment = std::max<std::size_t>(zone.alignment_, 8);
        const std::size_t size =
            (std::max<std::size_t>(zone.size_, 8) + alignment - 1) & ~(alignment - 1);
        state.zone = &zone;
        state.object_size = static_cast<uint32_t>(size);
        state.slab_order = static_cast<uint8_t>(slab_order_for(size));
        state.objects_per_slab =
            static_cast<uint32_t>((std::size_t{MACH_PAGE_SIZE} << state.slab_order) / size);
        for (zone_magazine &magazine : state.magazines) magazine.limit = magazine_limit_for(size);
    }
};

void *zone_base::allocate() {
    zone_state *state = zone_implementation::state_of(*this);
    if (!state) return nullptr;
    zone_magazine &magazine = state->magazines[machine::cpu_number()];
    if (magazine.count == 0 && !zone_implementation::fill(*state, magazine)) [[unlikely]]
        return nullptr;
    void *object = magazine.objects[--magazine.count];
    poison(object, state->object_size, fresh);
    return object;
}

unsigned zone_base::allocate(void **to, unsigned count) {
    zone_state *state = zone_implementation::state_of(*this);
    if (!state) return 0;
    zone_magazine &magazine = state->magazines[machine::cpu_number()];
    if (magazine.count == 0 && !zone_implementation::fill(*state, magazine)) [[unlikely]]
        return 0;
    count = std::min(count, magazine.count);
    magazine.count -= count;
    for (void **from = magazine.objects + magazine.count, **const end = to + count; to != end;) {
        poison(*from, state->object_size, fresh);
        *to++ = *from++;
    }
    return count;
}

void zone_base::free(void *object) {
    zone_state &state = *static_cast<zone_state *>(state_);
    poison(object, state.object_size, dead);
    zone_magazine &magazine = state.magazines[machine::cpu_number()];
    if (magazine.count == magazine.limit) [[unlikely]] {
        magazine.count -= magazine.limit / 2;
        state.put(magazine.objects + magazine.count, magazine.limit / 2);
    }
    magazine.objects[magazine.count++] = object;
}

void zone_base::free(void *const *objects, unsigned count) {
    zone_state &state = *static_cast<zone_state *>(state_);
    zone_magazine &magazine = state.magazines[machine::cpu_number()];
    const unsigned kept = std::min(count, magazine.limit - magazine.count);
    void **to = magazine.objects + magazine.count;
    magazine.count += kept;
    for (void *const *const end = objects + kept; objects != end;) {
        poison(*objects, state.object_size, dead);
        *to++ = *objects++;
    }
    if (kept == count) [[likely]]
        return;
    for (unsigned i = kept; i < count; ++i) poison(objects[i - kept], state.object_size, dead);
    state.put(objects, count - kept);
}

std::size_t zone_base::in_use() const {
    zone_state *state = zone_implementation::existing(*this);
    if (!state) return 0;
    lock_guard guard(state->lock);
    std::size_t idle = 0;
    for (const zone_magazine &magazine : state->magazines) idle += magazine.count;
    return state->taken > idle ? state->taken - idle : 0;
}

std::size_t zone_base::pages() const {
    zone_state *state = zone_implementation::existing(*this);
    if (!state) return 0;
    lock_guard guard(state->lock);
    return state->slabs << state->slab_order;
}
