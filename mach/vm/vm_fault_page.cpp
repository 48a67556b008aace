#include <vm/vm_fault_page.hpp>

#include <algorithm>

#include <kern/long_work.hpp>
#include <machine/clear_page.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_events.hpp>
#include <vm/vm_page_queues.hpp>
#include <vm/vm_swap.hpp>

namespace {

/// Of a long chain; each may cost what collapse looks at.
constexpr unsigned levels_at_once = 4;

/// Data that was written as data is about to be fetched as instructions.
void sync_instructions(vm_page &page) {
    if (page.instructions_synced) return;
    machine::sync_instructions(vm_page_data(page), MACH_PAGE_SIZE);
    page.instructions_synced = true;
}

}  // namespace

// The locks taken here follow the chain, which the static analysis cannot: the class's contract
// says what is held.

void vm_fault_page::release() NO_THREAD_SAFETY_ANALYSIS {
    if (owner_ && owner_ != top_) owner_->lock.unlock();
    if (top_) top_->lock.unlock();
    top_ = owner_ = nullptr;
}

vm_fault_page::step vm_fault_page::find() NO_THREAD_SAFETY_ANALYSIS {
    if (!entry_.object || (writing() && entry_.needs_copy))
        if (!vm_map::make_writable(entry_)) return step::no_room;
    top_ = owner_ = entry_.object.get();
    top_->lock.lock();
    top_index_ = index_ = entry_.index_of(address_);
    depth_ = 0;
    return descend();
}

vm_fault_page::step vm_fault_page::descend() NO_THREAD_SAFETY_ANALYSIS {
    for (;;) {
        // At every level: a chain's end may be ripe while its head is still shared with a child.
        if (owner_->shadow()) owner_->collapse();
        page_ = owner_->page_at(index_);
        if (page_) return hit();
        if (owner_->kind() != vm_object_kind::anonymous || owner_->bounded()) [[unlikely]] {
            if (index_ << MACH_PAGE_SHIFT >= owner_->size()) return step::error;
            if (owner_->kind() == vm_object_kind::device)
                return writing() && owner_ != top_ ? copy_up() : step::done;
            if (owner_->kind() == vm_object_kind::paged) return miss();
        }
        if (const uint32_t slot = owner_->slot_at(index_)) [[unlikely]]
            return swap_in(slot);
        if (!next_object()) return zero_fill();
    }
}

bool vm_fault_page::next_object() NO_THREAD_SAFETY_ANALYSIS {
    vm_object *below = owner_->shadow();
    if (!below) return false;
    below->lock.lock();
    index_ += owner_->shadow_index();
    if (owner_ != top_) owner_->lock.unlock();
    owner_ = below;
    if (++depth_ % levels_at_once == 0) long_work(levels_at_once * 2'500);
    return true;
}

/// The pager has not been asked yet.
vm_fault_page::step vm_fault_page::miss() NO_THREAD_SAFETY_ANALYSIS {
    if (refuses_to_wait() || !owner_->pager()->alive()) return step::error;
    vm_page *place = vm_page_allocate(0, map_.demand());
    if (!place) return step::no_room;
    if (!owner_->insert(*place, index_)) {
        vm_page_free(*place, 0);
        return step::no_room;
    }
    place->state = vm_page_state::absent;
    vm_events.pageins.happened();
    demand_ = {ref<vm_object>::share(*owner_), index_, access_, false};
    return step::ask;
}

vm_fault_page::step vm_fault_page::hit() NO_THREAD_SAFETY_ANALYSIS {
    switch (page_->state) {
    case vm_page_state::absent: return refuses_to_wait() ? step::error : step::wait;
    case vm_page_state::error:
        if (!look_) owner_->forget_error(*page_);
        page_ = nullptr;
        return step::error;
    case vm_page_state::valid: break;
    }
    if (page_->pager_lock & access_) [[unlikely]] {
        if (page_->unlock_requested) return step::wait;
        page_->unlock_requested = true;
        demand_ = {ref<vm_object>::share(*owner_), index_, access_, true};
        return step::ask;
    }
    if (page_->queue == vm_page_queue::aged) {
        page_->queue = vm_page_queue::none;
    } else if (page_->queue == vm_page_queue::inactive) {
        vm_events.reactivations.happened();
        vm_pageout_queues.activate(*page_);
    }
    if (!writing()) return step::done;
    return owner_ == top_ ? ready_to_write() : copy_up();
}

vm_fault_page::step vm_fault_page::ready_to_write() NO_THREAD_SAFETY_ANALYSIS {
    if (top_->has_copy()) [[unlikely]] {
        switch (top_->push_to_copy(top_index_)) {
        case vm_object::push::done: break;
        case vm_object::push::retry: return step::retry;
        case vm_object::push::no_room: return step::no_room;
        }
    }
    page_->dirty = true;
    page_->instructions_synced = false;
    return step::done;
}

vm_fault_page::step vm_fault_page::zero_fill() NO_THREAD_SAFETY_ANALYSIS {
    if (owner_ != top_) {
        owner_->lock.unlock();
        owner_ = top_;
        index_ = top_index_;
    }
    vm_events.zero_fills.happened();
    page_ = vm_page_allocate_zeroed(map_.demand());
    if (!page_) return step::no_room;
    if (!top_->insert(*page_, top_index_)) {
        vm_page_free(*page_, 0);
        return step::no_room;
    }
    return writing() ? ready_to_write() : step::done;
}

/// Asks for this page and those behind it whose slots follow, as long as there is room.
vm_fault_page::step vm_fault_page::swap_in(uint32_t slot) NO_THREAD_SAFETY_ANALYSIS {
    if (!vm_swap_space.begin(*owner_, index_, slot, false)) return step::request;
    const unsigned most = owner_->swap_singly ? 1 : vm_swap_cluster;
    unsigned count = 0;
    for (; count < most && owner_->slot_at(index_ + count) == slot + count; ++count) {
        vm_page *page = vm_page_allocate(0, map_.demand());
        if (!page) break;
        owner_->expect(*page, index_ + count);
    }
    vm_swap_space.set_count(slot, count);
    if (count == 0) return step::no_room;
    demand_ = {ref<vm_object>::share(*owner_), index_, access_, false, slot, count};
    return step::ask;
}

char *vm_fault_page::bytes() const NO_THREAD_SAFETY_ANALYSIS {
    if (page_) return static_cast<char *>(vm_page_data(*page_));
    return owner_->is_plain_memory()
               ? static_cast<char *>(machine::phys_to_virt(owner_->physical(index_)))
               : nullptr;
}

vm_fault_page::step vm_fault_page::copy_up() NO_THREAD_SAFETY_ANALYSIS {
    const char *original = bytes();
    if (!original) return step::error;
    vm_page *copy = vm_page_allocate(0, map_.demand());
    if (!copy) return step::no_room;
    vm_events.cow_faults.happened();
    machine::copy_page(vm_page_data(*copy), original);
    if (!top_->insert(*copy, top_index_)) {
        vm_page_free(*copy, 0);
        return step::no_room;
    }
    // Whoever else maps `top_` still sees the page below.
    if (top_->sharing == vm_object_sharing::shared) top_->unmap_others(top_index_, entry_);
    owner_->lock.unlock();
    owner_ = top_;
    index_ = top_index_;
    page_ = copy;
    return ready_to_write();
}

/// What the translation may allow without another fault: less than the region when a write must be
/// noticed.
vm_prot_t vm_fault_page::allowed_now() const NO_THREAD_SAFETY_ANALYSIS {
    vm_prot_t allowed = entry_.protection;
    if (page_) allowed &= ~page_->pager_lock;
    const bool in_place = owner_ == top_ && !entry_.needs_copy;
    const bool unnoticed =
        writing() || (top_->kind() != vm_object_kind::paged && !top_->has_copy() &&
                      (!page_ || page_->slot == 0 || page_->dirty));
    if (!in_place || !unnoticed) allowed &= ~VM_PROT_WRITE;
    return allowed;
}

result<> vm_fault_page::enter() NO_THREAD_SAFETY_ANALYSIS {
    const vm_prot_t allowed = allowed_now();
    if (!page_)
        return map_.physical_map().enter(address_,
                                         {owner_->physical(index_), allowed, owner_->type()});
    if (allowed & VM_PROT_EXECUTE) sync_instructions(*page_);
    TRY(map_.physical_map().enter(address_, {vm_page_address(*page_), allowed}));
    if (!writing() && depth_ <= 1 && owner_->resident_count() > 1) map_neighbours();
    return {};
}

/// Read faults come in runs: map what is resident around as well. Only what can be found without
/// further locks.
void vm_fault_page::map_neighbours() NO_THREAD_SAFETY_ANALYSIS {
    constexpr uint64_t window = uint64_t{16} << MACH_PAGE_SHIFT;
    const uint64_t first = std::max(address_ & ~(window - 1), entry_.start);
    const uint64_t end = std::min((address_ & ~(window - 1)) + window, entry_.end);
    pmap_mapping found[16];
    unsigned count = 0;
    for (uint64_t at = first; at < end; at += MACH_PAGE_SIZE, ++count) {
        if (at == address_) continue;
        const uint64_t index = entry_.index_of(at);
        vm_page *page = top_->page_at(index);
        if (!page && owner_ != top_ && top_->shadow() == owner_ && top_->slot_at(index) == 0)
            page = owner_->page_at(index + top_->shadow_index());
        if (!page || page->state != vm_page_state::valid || page->pager_lock != VM_PROT_NONE ||
            page->queue == vm_page_queue::aged)
            continue;
        if (entry_.protection & VM_PROT_EXECUTE) sync_instructions(*page);
        found[count] = {vm_page_address(*page), entry_.protection & ~VM_PROT_WRITE};
    }
    map_.physical_map().enter_absent(first, found, count);
}
