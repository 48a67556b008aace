#include <vm/vm_kern.hpp>

#include <kern/assert.hpp>
#include <vm/pmap.hpp>
#include <vm/vm_reaper.hpp>

namespace {

/// Addresses are handed out once and kept: processors' stacks and a few devices, made at boot.
constinit spinlock lock{lock_rank::leaf};
uint64_t next_address GUARDED_BY(lock) = 0;

constexpr uint64_t page_mask = MACH_PAGE_MASK;

result<uint64_t> reserve(uint64_t size) {
    lock_guard guard(lock);
    if (next_address == 0) next_address = machine::kernel_map_begin;
    if (size > machine::kernel_map_end - next_address) return error(KERN_RESOURCE_SHORTAGE);
    const uint64_t address = next_address;
    next_address += size;
    return address;
}

}  // namespace

void vm_init() {
    vm_page_init();
    vm_reaper::initialise();
    if (!kernel_pmap.initialise_kernel()) panic("no memory for the kernel's page tables");
}

result<uint64_t> vm_kern_stack(uint64_t size) {
    const uint64_t address = TRY(reserve(size + 2 * MACH_PAGE_SIZE)) + MACH_PAGE_SIZE;
    for (uint64_t at = address; at < address + size; at += MACH_PAGE_SIZE) {
        vm_page *page = vm_page_allocate_zeroed(vm_page_demand::kernel);
        if (!page) return error(KERN_RESOURCE_SHORTAGE);
        TRY(kernel_pmap.enter(at, {vm_page_address(*page), VM_PROT_DEFAULT}));
    }
    return address;
}

result<uint64_t> vm_kern_device(uint64_t physical, uint64_t size, machine::memory_type type) {
    const uint64_t begin = physical & ~page_mask;
    const uint64_t bytes = (physical + size - begin + page_mask) & ~page_mask;
    const uint64_t address = TRY(reserve(bytes));
    for (uint64_t at = 0; at < bytes; at += MACH_PAGE_SIZE)
        TRY(kernel_pmap.enter(address + at, {begin + at, VM_PROT_DEFAULT, type}));
    return address + (physical - begin);
}
