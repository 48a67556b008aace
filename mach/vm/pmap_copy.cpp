#include <algorithm>

#include <kern/processor.hpp>
#include <machine/copy_user.hpp>
#include <vm/pmap_table.hpp>

bool pmap::copy_here(uint64_t to, uint64_t from, std::size_t size) {
    if (to >= MACH_VM_MAX_ADDRESS || size > MACH_VM_MAX_ADDRESS - to) return false;
    bool &faults_off = this_processor().faults_off;
    lock_guard guard(lock_);  // what it finds stays until the copy is done
    while (size != 0) {
        const entry *slot = find(to);
        const entry value = slot ? load(*slot) : entry{};
        if (!value.present() || !value.writable() || !vm_page_at(value.address())) return false;
        const uint64_t offset = to & MACH_PAGE_MASK;
        const std::size_t part = std::min<std::size_t>(size, MACH_PAGE_SIZE - offset);
        auto *page = static_cast<std::byte *>(machine::phys_to_virt(value.address()));
        faults_off = true;
        const auto status = machine::copy_from_user(page + offset, from, part);
        faults_off = false;
        if (status != machine::copy_status::done) return false;
        to += part;
        from += part;
        size -= part;
    }
    return true;
}
