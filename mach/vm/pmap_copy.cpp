#include <algorithm>

#include <kern/processor.hpp>
#include <machine/copy_user.hpp>
#include <vm/pmap_table.hpp>

using namespace pmap_table;

namespace {

/// The user's page at `address`, if it is memory that the user may write to now, else null. As
/// pmap::find, but counted in instructions.
template <unsigned Level>
[[gnu::always_inline]] inline std::byte *writable_page(const machine::pte *table,
                                                       uint64_t address) {
    const machine::pte value{__atomic_load_n(&table[index(address, Level)].raw, __ATOMIC_RELAXED)};
    if (!value.present()) return nullptr;
    if constexpr (Level != 0) {
        return writable_page<Level - 1>(table_at(value), address);
    } else {
        if (!value.writable() || vm_page_at(value.address()) == nullptr) return nullptr;
        return static_cast<std::byte *>(machine::phys_to_virt(value.address()));
    }
}

}  // namespace

bool pmap::copy_here(uint64_t to, uint64_t from, std::size_t size) {
    if (to >= MACH_VM_MAX_ADDRESS || size > MACH_VM_MAX_ADDRESS - to) return false;
    bool &faults_off = this_processor().faults_off;
    lock_guard guard(lock_);  // what it finds stays until the copy is done
    faults_off = true;
    while (size != 0) {
        std::byte *page = writable_page<levels - 1>(root(), to);
        const uint64_t offset = to & MACH_PAGE_MASK;
        const std::size_t part = std::min<std::size_t>(size, MACH_PAGE_SIZE - offset);
        if (page == nullptr ||
            machine::copy_from_user(page + offset, from, part) != machine::copy_status::done)
            break;
        to += part;
        from += part;
        size -= part;
    }
    faults_off = false;
    return size == 0;
}
