#include <vm/pmap.hpp>

#include <bit>

#include <kern/processor.hpp>
#include <machine/tlb.hpp>
#include <vm/asid.hpp>
#include <vm/pmap_table.hpp>

using namespace pmap_table;

constinit pmap kernel_pmap{pmap::half::kernel};
constinit std::atomic<unsigned> pmap::places_used_{1};

namespace {

uint64_t empty_root;  ///< a root without user entries

/// Without identifiers a TLB forgets user translations at each activation, so only processors that
/// run in a space hold any.
bool tagged() { return machine::max_asid() != 0; }

constexpr machine::cpu_mask mask_of(unsigned cpu) { return machine::cpu_mask{1} << cpu; }

vm_page *make_root() {
    vm_page *page = vm_page_allocate_zeroed(vm_page_demand::kernel);
    if (!page) return nullptr;
    page->use = vm_page_use::table;
    machine::init_user_root(static_cast<machine::pte *>(vm_page_data(*page)));
    return page;
}

}  // namespace

result<> pmap::initialise() {
    vm_page *page = make_root();
    if (!page) return error(KERN_RESOURCE_SHORTAGE);
    root_ = vm_page_address(*page);
    const asid_grant grant = asid_allocate();
    asid_ = grant.asid;
    cached_.store(grant.stale, std::memory_order_relaxed);
    stale_.store(grant.stale, std::memory_order_relaxed);
    return {};
}

result<> pmap::initialise_kernel() {
    root_ = machine::kernel_root();
    constexpr unsigned top = levels - 1;
    const uint64_t last = machine::kernel_map_end - 1;
    for (unsigned i = index(machine::kernel_map_begin, top); i <= index(last, top); ++i) {
        if (const entry value = load(root()[i]); value.present()) {
            ++frame_of(table_at(value)).count;
            continue;
        }
        vm_page *page = vm_page_allocate_zeroed(vm_page_demand::kernel);
        if (!page) return error(KERN_RESOURCE_SHORTAGE);
        page->use = vm_page_use::table;
        page->count = 1;  // never empty: every user root may point to it
        store(root()[i], entry::make_table(vm_page_address(*page)));
    }
    vm_page *empty = make_root();
    if (!empty) return error(KERN_RESOURCE_SHORTAGE);
    empty_root = vm_page_address(*empty);
    return {};
}

void pmap::finalise() {
    if (root_ == 0) return;
    if (this_processor().space.running.load(std::memory_order_relaxed) == this) deactivate();
    // An idling processor leaves the space before it sleeps; nobody else can still be in it.
    while (active() != machine::cpu_mask{0}) machine::relax();
    asid_free(asid_, cached_.load());
    vm_page &page = *vm_page_at(root_);
    root_ = 0;
    vm_page_free(page, 0);
}

machine::cpu_mask pmap::active() const {
    machine::cpu_mask active{0};
    for (unsigned cpu = places_used_.load(); cpu-- > 0;) {
        const pmap_place &there = processors[cpu].space;
        if (there.running.load() == this || there.leaving.load() == this) active |= mask_of(cpu);
    }
    return active;
}

void pmap::use_place(machine::cpu_mask me) {
    const auto least = static_cast<unsigned>(std::bit_width(me));
    for (unsigned used = places_used_.load(); used < least;)
        if (places_used_.compare_exchange_weak(used, least)) break;
}

void pmap::forget(machine::cpu_mask me) {
    // Before the flush: what changes later marks it again.
    stale_.fetch_and(static_cast<machine::cpu_mask>(~me));
    machine::tlb_flush_all(me, asid_);
}

void pmap::deactivate() {
    pmap_place &here = this_processor().space;
    pmap *before = here.running.load(std::memory_order_relaxed);
    if (!before) return;
    machine::activate(empty_root, 0);
    here.running.store(nullptr, std::memory_order_release);
}

void pmap::flush(const span &changed) {
    if (changed.empty()) return;
    for (window &each : windows_) each.page = window{}.page;
    const auto targets = [this]() -> machine::cpu_mask {
        if (half_ == half::kernel) return static_cast<machine::cpu_mask>(~machine::cpu_mask{0});
        std::atomic_thread_fence(
            std::memory_order_seq_cst);  // table stores before the loads of the masks
        const machine::cpu_mask active = this->active();
        if (!tagged()) return active;
        const machine::cpu_mask cached = cached_.load();
        const auto lazy = static_cast<machine::cpu_mask>(cached & ~active);
        if (lazy == machine::cpu_mask{0}) return active;
        stale_.fetch_or(lazy);
        // Who has left in between is not marked, and who has come may not have seen its mark.
        return active | this->active();
    }();
    if (targets == machine::cpu_mask{0}) return;
    if (changed.end - changed.begin == MACH_PAGE_SIZE)
        machine::tlb_flush_page(targets, asid_, changed.begin);
    else
        machine::tlb_flush_range(targets, asid_, changed.begin, changed.end);
}
