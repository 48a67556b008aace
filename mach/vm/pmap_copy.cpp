#include <algorithm>
#include <bit>

#include <kern/processor.hpp>
#include <machine/copy_user.hpp>
#include <vm/pmap_table.hpp>

using namespace pmap_table;

namespace {

machine::pte read(const machine::pte *slot) {
    return {__atomic_load_n(&slot->raw, __ATOMIC_RELAXED)};
}

/// Is it memory that the user may write to now?
[[gnu::always_inline]] inline bool writable_memory(machine::pte value) {
    return value.present() && value.writable() &&
           (value.address() >> MACH_PAGE_SHIFT) - vm_page_table.first_frame <
               vm_page_table.frame_count;
}

[[gnu::always_inline]] inline uint64_t address_of(machine::pte value) {
    return reinterpret_cast<uint64_t>(machine::phys_to_virt(value.address()));
}

/// Nothing of [to, to + size) lies above user addresses, and no word of four bytes on two pages.
[[gnu::always_inline]] inline bool whole_words(uint64_t to, std::size_t size) {
    constexpr int user_bits = std::bit_width(MACH_VM_MAX_ADDRESS);
    return std::rotr(to + size, 2) >> (user_bits - 2) == 0;
}

}  // namespace

bool pmap::find_region(uint64_t region) {
    region_table_ = find(region << shift(1));
    region_ = region_table_ != nullptr ? region : no_region;
    return region_table_ != nullptr;
}

bool pmap::copy_here(uint64_t from, uint64_t to, std::size_t size) {
    if (!whole_words(to, size)) return false;
    bool &faults_off = this_processor().faults_off;
    lock_guard guard(lock_);  // what it finds stays until the copy is done
    faults_off = true;
    bool done = false;
    for (;;) {
        const uint64_t region = to >> shift(1);
        if (region != region_ && !find_region(region)) [[unlikely]]
            break;
        const machine::pte value = read(region_table_ + index(to, 0));
        if (!writable_memory(value)) break;
        const uint64_t offset = to & MACH_PAGE_MASK, room = MACH_PAGE_SIZE - offset;
        const std::size_t part = std::min<std::size_t>(size, room);
        if (machine::copy_words(address_of(value) + offset, from, part) !=
            machine::copy_status::done)
            break;
        done = size <= room;
        if (done) break;
        size -= part;
        to += part;
        from += part;
    }
    faults_off = false;
    return done;
}
