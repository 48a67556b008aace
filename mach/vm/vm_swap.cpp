#include <vm/vm_swap.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

#include <kern/log.hpp>
#include <kern/thread.hpp>
#include <kern/zone.hpp>
#include <machine/timer.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map.hpp>

constinit vm_swap vm_swap_space;

namespace {

/// What a bit map of the largest size that kalloc gives tells of: 32 GB.
constexpr uint64_t most_slots = uint64_t{8} << 20;

/// Nanoseconds until it is clear that nobody takes a dead pager's place.
constexpr uint64_t patience = 20'000'000'000;

}  // namespace

result<> vm_swap::start(ipc_right_transit pager, uint64_t size) {
    const uint64_t slots = std::min(size >> MACH_PAGE_SHIFT, most_slots);
    if (slots < 2 || (total_ != 0 && total_ != slots - 1)) return error(KERN_INVALID_ARGUMENT);
    const ref<vm_object> made =
        TRY(memory_object_pager::create_object(std::move(pager), slots << MACH_PAGE_SHIFT));
    if (total_ == 0) {
        ref<vm_object> lobby = TRY(vm_object::create_anonymous(0));
        const uint64_t bytes = (slots + 63) / 64 * sizeof(uint64_t);
        auto *used = static_cast<uint64_t *>(kalloc(bytes));
        if (!used) return error(KERN_RESOURCE_SHORTAGE);
        std::memset(used, 0, bytes);
        used[0] = 1;  // the header
        if (slots % 64 != 0) used[slots / 64] |= ~uint64_t{0} << (slots % 64);
        lock_guard guard(lock_);
        used_ = used;
        lobby_ = std::move(lobby);
        total_ = slots - 1;
        free_.store(total_, std::memory_order_relaxed);
    }
    // What began before is withdrawn only when nothing more can be sent to the one before.
    alive_.store(false, std::memory_order_relaxed);
    ref<vm_object> before = made;
    {
        lock_guard guard(lock_);
        std::swap(object_, before);
        owned_.store(made.get(), std::memory_order_relaxed);
    }
    withdraw();
    alive_.store(true, std::memory_order_relaxed);
    vm_map::servers_privileged.store(false, std::memory_order_relaxed);
    if (!made->pager()->alive()) lost();
    wake();
    return {};
}

uint32_t vm_swap::allocate(unsigned &count) {
    lock_guard guard(lock_);
    if (free_count() == 0) return 0;
    const uint64_t words = (total_ + 64) / 64;
    while (used_[next_] == ~uint64_t{0}) next_ = next_ + 1 == words ? 0 : next_ + 1;
    const auto first = static_cast<unsigned>(std::countr_one(used_[next_]));
    const auto room = static_cast<unsigned>(std::countr_zero(used_[next_] >> first));
    count = std::min({count, room, 64 - first});
    used_[next_] |= ((uint64_t{1} << count) - 1) << first;
    free_.store(free_count() - count, std::memory_order_relaxed);
    return static_cast<uint32_t>(next_ * 64 + first);
}

void vm_swap::free(uint32_t slot) {
    lock_guard guard(lock_);
    used_[slot / 64] &= ~(uint64_t{1} << slot % 64);
    free_.store(free_count() + 1, std::memory_order_relaxed);
}

bool vm_swap::expects_pager() const {
    return total_ != 0 && !alive() &&
           machine::now() - died_.load(std::memory_order_relaxed) < patience;
}

bool vm_swap::has_room(bool writing) const {
    if (!alive()) return false;
    return writing ? writes_.load(std::memory_order_relaxed) < most_writes
                   : reads_.load(std::memory_order_relaxed) < most_requests - most_writes;
}

bool vm_swap::begin(vm_object &object, uint64_t index, uint32_t slot, bool writing) {
    lock_guard guard(lock_);
    if (!has_room(writing)) return false;
    request *r = std::ranges::find_if(requests_, [](const request &at) { return !at.object; });
    *r = {ref<vm_object>::share(object), index, slot, 0, writing};
    (writing ? writes_ : reads_).fetch_add(1, std::memory_order_relaxed);
    return true;
}

vm_swap::request vm_swap::take(uint32_t slot) {
    lock_guard guard(lock_);
    for (request &r : requests_) {
        if (!r.object || r.slot != slot) continue;
        (r.writing ? writes_ : reads_).fetch_sub(1, std::memory_order_relaxed);
        return std::exchange(r, {});
    }
    return {};
}

void vm_swap::set_count(uint32_t slot, unsigned count) {
    if (count == 0) {
        (void)take(slot);  // its object is locked by the caller, and so not dropped here
        return;
    }
    lock_guard guard(lock_);
    for (request &r : requests_)
        if (r.object && r.slot == slot) r.count = static_cast<uint8_t>(count);
}

void vm_swap::wake() {
    if (!lobby_) return;
    lock_guard guard(lobby_->lock);
    lobby_->wake_all();
}

// A request ends before those who wait are woken, and they look under the same lock: none is
// missed.

bool vm_swap::wait_for_request(thread &self) {
    lock_guard guard(lobby_->lock);
    {
        lock_guard room_guard(lock_);
        if (has_room(false)) return false;
    }
    lobby_->wait(self);
    return true;
}

bool vm_swap::wait_for_memory(thread &self) {
    if (!lobby_) return false;
    lock_guard guard(lobby_->lock);
    if (!writing() || !alive()) return false;
    lobby_->wait(self);
    return true;
}
