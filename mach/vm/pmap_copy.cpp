#include <vm/pmap_table.hpp>

using namespace pmap_table;

namespace {

/// Is it memory that the user may write to now?
bool writable_memory(machine::pte value) {
    return value.present() && value.writable() &&
           (value.address() >> MACH_PAGE_SHIFT) - vm_page_table.first_frame <
               vm_page_table.frame_count;
}

}  // namespace

bool pmap::open_window(uint64_t page) {
    const uint64_t address = page << MACH_PAGE_SHIFT;
    if (page >= MACH_VM_MAX_ADDRESS >> MACH_PAGE_SHIFT) return false;
    const entry *slot = find(address);
    if (slot == nullptr) return false;
    const entry value = load(*slot);
    if (!writable_memory(value)) return false;
    windows_[page % windows] = {
        .page = page,
        .away = reinterpret_cast<uint64_t>(machine::phys_to_virt(value.address())) - address};
    return true;
}
