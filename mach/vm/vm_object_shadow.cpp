/// \file
/// Shadow chains: making and shortening them. Locks go down the chain, an object before what it
/// shadows.

#include <vm/vm_object.hpp>

#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <vm/vm_reaper.hpp>

namespace {

/// Pages that one call of collapse takes over, so that no fault pays for a whole large object.
constexpr unsigned collapse_budget = 64;
/// Instructions for an object that is stepped over, most for looking whether it is hidden.
constexpr unsigned level_cost = 2'500;

}  // namespace

void vm_object::attach_shadow(ref<vm_object> to, uint64_t index) {
    lock_guard guard(to->lock);
    to->children_.push_front(*this);
    shadow_ = std::move(to);
    shadow_index_ = index;
}

ref<vm_object> vm_object::detach_shadow() {
    vm_object &below = *shadow_;
    lock_guard guard(below.lock);
    below.children_.erase(below.children_.iterator_to(*this));
    if (below.copy_ == this) below.copy_ = nullptr;
    return std::move(shadow_);
}

result<ref<vm_object>> vm_object::create_shadow(vm_object &of, uint64_t index, uint64_t size) {
    ref<vm_object> object = TRY(create_anonymous(size));
    lock_guard guard(object->lock);
    object->attach_shadow(ref<vm_object>::share(of), index);
    return object;
}

/// Moves up to `budget` pages of `from`, which this object alone shadows, to here or frees them.
/// True when none is left.
bool vm_object::take_over_pages(vm_object &from, unsigned budget) {
    const uint64_t end = size_ >> MACH_PAGE_SHIFT;
    while (!from.pages_.empty()) {
        if (budget-- == 0) return false;
        if (budget % 16 == 0) long_work(16 * 200);
        const auto found = from.pages_.first(0);
        const uint64_t below = found.index, index = below - shadow_index_;
        const bool wanted = below >= shadow_index_ && index < end && !holds(index);
        if (!wanted) {
            (void)from.free_pages(below, below + 1, 1);
            continue;
        }
        // Into the new tree first: a page in neither would be lost when there is no memory for a
        // node.
        if (!pages_.insert({index, found.page, found.slot})) return false;
        if (found.page) found.page->resident = {this, index};
        from.pages_.remove(below);
    }
    return true;
}

/// Is each page of `below`, which this object shadows, out of sight from here? False when there are
/// too many to look at.
bool vm_object::hides(const vm_object &below) const {
    // Pages copied one after the other would have each fault look at all that came before it.
    if (shadow_index_ == 0 && size_ >= below.size_ &&
        pages_.count() + pages_.slot_count() < below.pages_.count() + below.pages_.slot_count())
        return false;
    const uint64_t end = size_ >> MACH_PAGE_SHIFT;
    unsigned budget = collapse_budget;
    uint64_t at = 0;
    for (;;) {
        const auto found = below.pages_.first(at);
        if (!found.page && found.slot == 0) break;
        const uint64_t index = found.index - shadow_index_;  // wraps around below the window
        if (budget-- == 0 || (index < end && !holds(index))) return false;
        at = found.index + 1;
    }
    return true;
}

/// A snapshot that others need too has to stay: what is below it tells only the one.
bool vm_object::may_be_stepped_over() {
    if (!shadow_) return false;
    lock_guard guard(shadow_->lock);
    return shadow_->copy_ != this;
}

void vm_object::collapse() {
    const vm_reaper::deferral deferral;
    while (shadow_) {
        vm_object &below = *shadow_;
        ref<vm_object> dropped;
        below.lock.lock();
        const bool plain = below.anonymous() && below.sharing != vm_object_sharing::shared &&
                           below.copy_ == nullptr;
        const bool alone = below.reference_count() == 1;
        if (!plain || (alone ? !take_over_pages(below, collapse_budget)
                             : !hides(below) || !below.may_be_stepped_over())) {
            below.lock.unlock();
            return;
        }
        // `below` shows nothing of its own here any more: shadow what it shadows.
        ref<vm_object> next = below.shadow_;
        if (next) {
            lock_guard guard(next->lock);
            if (next->copy_ == &below) next->copy_ = this;  // it was a snapshot, so this is now
        }
        const uint64_t next_index = shadow_index_ + below.shadow_index_;
        below.lock.unlock();
        dropped = detach_shadow();
        if (next) attach_shadow(std::move(next), next_index);
        long_work(level_cost);
    }  // `dropped` goes: its own shadow link first, in destroy
}
