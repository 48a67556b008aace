#include <algorithm>

#include <kern/processor.hpp>
#include <machine/copy_user.hpp>
#include <vm/pmap_table.hpp>

using namespace pmap_table;

namespace {

machine::pte read(const machine::pte *slot) {
    return {__atomic_load_n(&slot->raw, __ATOMIC_RELAXED)};
}

/// The last-level entry of `address`, or null when there is no table for it. As pmap::find, but
/// counted in instructions.
template <unsigned Level>
[[gnu::always_inline]] inline const machine::pte *walk(const machine::pte *table,
                                                       uint64_t address) {
    const machine::pte *slot = table + index(address, Level);
    if constexpr (Level == 0) {
        return slot;
    } else {
        const machine::pte value = read(slot);
        return value.present() ? walk<Level - 1>(table_at(value), address) : nullptr;
    }
}

/// The page behind the entry, if it is memory that the user may write to now, else null.
[[gnu::always_inline]] inline std::byte *writable_page(const machine::pte *slot) {
    const machine::pte value = read(slot);
    if (!value.present() || !value.writable() || vm_page_at(value.address()) == nullptr)
        return nullptr;
    return static_cast<std::byte *>(machine::phys_to_virt(value.address()));
}

}  // namespace

bool pmap::copy_here(uint64_t to, uint64_t from, std::size_t size) {
    if (to >= MACH_VM_MAX_ADDRESS || size > MACH_VM_MAX_ADDRESS - to) return false;
    bool &faults_off = this_processor().faults_off;
    lock_guard guard(lock_);  // what it finds stays until the copy is done
    faults_off = true;
    const machine::pte *slot = nullptr;
    for (;;) {
        if (slot == nullptr) slot = walk<levels - 1>(root(), to);
        std::byte *page = slot != nullptr ? writable_page(slot) : nullptr;
        if (page == nullptr) break;
        const uint64_t offset = to & MACH_PAGE_MASK;
        const std::size_t part = std::min<std::size_t>(size, MACH_PAGE_SIZE - offset);
        if (machine::copy_from_user(page + offset, from, part) != machine::copy_status::done) break;
        size -= part;
        if (size == 0) break;
        to += part;
        from += part;
        slot = index(to, 0) != 0 ? slot + 1 : nullptr;
    }
    faults_off = false;
    return size == 0;
}
