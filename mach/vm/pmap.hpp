/// \file
/// Physical map: the page tables of one address space, four levels of 512 entries on every
/// architecture.
///
/// It holds nothing that the maps and objects above it cannot make again by faults. Who maps a
/// frame is found through the frame's object (vm_object_mappings.cpp), so entering and removing a
/// translation touches page tables only.
#pragma once

#include <atomic>
#include <cstdint>

#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <machine/address_space.hpp>
#include <machine/cpu.hpp>
#include <machine/pmap_entry.hpp>
#include <vm/pmap_place.hpp>
#include <vm/vm_page.hpp>

/// One translation to be made.
struct pmap_mapping {
    uint64_t physical = 0;
    vm_prot_t protection = VM_PROT_NONE;
    machine::memory_type type = machine::memory_type::normal;
};

class pmap {
public:
    /// Bounds of user addresses, or of the kernel's mapping area.
    enum class half : uint8_t { user, kernel };
    constexpr explicit pmap(half which) : half_(which) {}
    pmap(const pmap &) = delete;

    /// Makes the root of a user space. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] result<> initialise();
    /// Takes over the boot code's kernel tables and fills the root entries of the kernel's mapping
    /// area, so that every user root copied from it later shares them.
    [[nodiscard]] result<> initialise_kernel();
    /// Frees the root and gives back the ASID. \pre everything removed; no processor runs in it or
    /// will.
    void finalise();

    /// Maps one page, in place of what is there. KERN_RESOURCE_SHORTAGE when there is no frame for
    /// a table.
    [[nodiscard]] result<> enter(uint64_t address, const pmap_mapping &mapping) EXCLUDES(lock_);
    /// Maps each of `count` pages from `address` on that has a protection and is not mapped yet,
    /// within one last-level table that exists already; others are left alone. For mapping a
    /// fault's neighbours.
    void enter_absent(uint64_t address, const pmap_mapping *mappings, unsigned count)
        EXCLUDES(lock_);
    /// Unmaps [begin, end); when it returns no processor can use the old translations.
    void remove(uint64_t begin, uint64_t end) EXCLUDES(lock_);
    /// Leaves at most `allowed` in [begin, end); VM_PROT_NONE removes. Same guarantee.
    void restrict(uint64_t begin, uint64_t end, vm_prot_t allowed, machine::memory_type type)
        EXCLUDES(lock_);
    /// \return the frame's address mapped there, or no_frame.
    [[nodiscard]] uint64_t extract(uint64_t address) EXCLUDES(lock_);
    static constexpr uint64_t no_frame = ~uint64_t{0};

    /// Copies `size` bytes at the user address `from` of the running address space to `to` in this
    /// one, as far as all pages are mapped, those here for writing. \return false when one is not;
    /// a part may have been copied. No page is brought in, so that any lock up to this one's may be
    /// held. `from` is not above MACH_VM_MAX_ADDRESS; `size` is a multiple of 4.
    /// vm/pmap_copy.hpp.
    [[nodiscard]] bool copy_here(uint64_t from, uint64_t to, std::size_t size) EXCLUDES(lock_);

    /// Makes this the user space of the running processor, whose place and number these are,
    /// instead of the one before.
    [[gnu::always_inline]] void activate(pmap_place &here, unsigned cpu) {
        pmap *const before = here.running.load(std::memory_order_relaxed);
        if (before != this) enter_from(here, before, machine::cpu_mask{1} << cpu);
    }
    /// Leaves the running processor without a user space. To be called before idling and before a
    /// space can end.
    static void deactivate();

    uint16_t asid() const { return asid_; }
    uint64_t root_address() const { return root_; }
    uint64_t resident_pages() const { return resident_.load(std::memory_order_relaxed); }

private:
    static std::atomic<unsigned> places_used_;  ///< those behind it are empty

    /// How far an operation on some tables has come, and about how many instructions that were.
    struct piece {
        uint64_t end;
        unsigned cost;
    };
    piece remove_piece(uint64_t begin, uint64_t end) EXCLUDES(lock_);
    piece restrict_piece(uint64_t begin, uint64_t end, vm_prot_t allowed, machine::memory_type type)
        EXCLUDES(lock_);

    struct span;  ///< translations changed by one operation, for one flush at its end
    using entry = machine::pte;
    static constexpr unsigned levels = 4;

    entry *root() const { return static_cast<entry *>(machine::phys_to_virt(root_)); }
    /// The last-level entry of `address`, or null when its table does not exist; then `skip` is how
    /// far the hole reaches.
    entry *find(uint64_t address, uint64_t *skip = nullptr) const REQUIRES(lock_);
    /// The same, making tables. Null when there is no frame.
    entry *make(uint64_t address) REQUIRES(lock_);
    /// Unhooks the last-level table of `address` and each table above that becomes empty; they are
    /// put on `freed`.
    void unhook(uint64_t address, list<vm_page, &vm_page::queue_hook> &freed) REQUIRES(lock_);
    /// Has the page's window show it, if it is memory that the user may write to. Keeps the
    /// registers.
    [[nodiscard, gnu::noinline, clang::preserve_most]] bool open_window(uint64_t page)
        REQUIRES(lock_);
    void flush(const span &changed) REQUIRES(lock_);
    [[gnu::always_inline]] void enter_from(pmap_place &here, pmap *before, machine::cpu_mask me);
    /// This processor, `me`, is looked at from now on by those who ask who runs in a space.
    [[gnu::noinline, clang::preserve_most]] static void use_place(machine::cpu_mask me);
    /// Flushes what this processor, `me`, holds of the space; unless it is known not to be stale.
    void forget(machine::cpu_mask me);
    /// The processors that run in it now.
    machine::cpu_mask active() const;
    static void store(entry &slot, entry value);
    static entry load(const entry &slot);

    spinlock lock_{lock_rank::pmap};
    const half half_;
    uint16_t asid_ = 0;
    uint64_t root_ = 0;  ///< physical
    /// A page that copy_here wrote to, and what to add to its addresses to reach its memory. Of
    /// two neighbours each has its own. flush() shuts them.
    struct window {
        uint64_t page = ~uint64_t{0};
        uint64_t away = 0;
    };
    static constexpr unsigned windows = 2;
    window windows_[windows];
    std::atomic<uint64_t> resident_{0};
    std::atomic<machine::cpu_mask> cached_{
        0};  ///< processors whose TLB may hold translations of it
    std::atomic<machine::cpu_mask> stale_{
        0};  ///< of these, those that must flush before running in it again
};

/// A processor notes that it runs in the space, then looks whether its translations are stale;
/// flush() marks them stale, then looks who runs in it: so either the flusher interrupts this
/// processor or this one flushes by itself. It also counts for the space it leaves until it has
/// left.
inline void pmap::enter_from(pmap_place &here, pmap *before, machine::cpu_mask me) {
    if (!before) [[unlikely]]
        use_place(me);
    here.leaving.store(before, std::memory_order_relaxed);
    if (machine::max_asid() == 0) {
        // Without identifiers all user translations go when the root changes, which is also
        // ordered with all memory accesses.
        here.running.store(this, std::memory_order_relaxed);
        machine::activate(root_, 0);
    } else {
        if ((cached_.load(std::memory_order_relaxed) & me) == 0) [[unlikely]]
            cached_.fetch_or(me);
        here.running.store(this, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_seq_cst);
        const bool stale = (stale_.load(std::memory_order_relaxed) & me) != 0;
        const uint16_t asid = asid_;
        machine::activate(root_, asid);
        if (stale || asid == 0) [[unlikely]]
            forget(me);
    }
    here.leaving.store(nullptr, std::memory_order_release);
}

/// The kernel's own mappings outside the direct map.
extern pmap kernel_pmap;
