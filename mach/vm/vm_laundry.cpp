#include <vm/vm_laundry.hpp>

#include <algorithm>

#include <machine/timer.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_page_cache.hpp>

constinit vm_laundry vm_page_laundry;

// Two processors that count at once may be off by one for a moment; nothing depends on it.

uint64_t vm_laundry::idle_time() const {
    return machine::now() - progress_.load(std::memory_order_relaxed);
}

bool vm_laundry::has_room(const memory_object_pager &pager) {
    constexpr uint64_t least = 32, most = 512;
    if (pager.returning.load(std::memory_order_relaxed) != 0 &&
        machine::now() - pager.took.load(std::memory_order_relaxed) > patience)
        return false;
    const uint32_t count = under_way_.load(std::memory_order_relaxed);
    if (count - lost_.load(std::memory_order_relaxed) <
        std::clamp<uint64_t>(vm_page_reserve / 2, least, most))
        return true;
    if (idle_time() <= patience) return false;
    lost_.store(count, std::memory_order_relaxed);
    return true;
}

void vm_laundry::sent(memory_object_pager &pager) {
    if (pager.returning.fetch_add(1, std::memory_order_relaxed) == 0)
        pager.took.store(machine::now(), std::memory_order_relaxed);
    if (under_way_.fetch_add(1, std::memory_order_relaxed) == lost_.load(std::memory_order_relaxed))
        progress_.store(machine::now(), std::memory_order_relaxed);
}

void vm_laundry::taken(memory_object_pager &pager) {
    pager.returning.fetch_sub(1, std::memory_order_relaxed);
    pager.took.store(machine::now(), std::memory_order_relaxed);
    const uint32_t left = under_way_.fetch_sub(1, std::memory_order_relaxed) - 1;
    if (lost_.load(std::memory_order_relaxed) > left) lost_.store(left, std::memory_order_relaxed);
    progress_.store(machine::now(), std::memory_order_relaxed);
}

bool vm_laundry::active() const {
    if (progress_.load(std::memory_order_relaxed) == 0) return false;
    const bool waiting =
        under_way_.load(std::memory_order_relaxed) > lost_.load(std::memory_order_relaxed);
    return idle_time() <= (waiting ? patience : write_time);
}
