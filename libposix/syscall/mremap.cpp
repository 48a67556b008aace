#include <cerrno>

#include <sys/mman.h>

#include <errno_of.hpp>
#include <mach/mach_traps.h>
#include <mapping.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Moves the pages of [from, from + size) to `to`, where room has been made, by mapping them there
/// and unmapping them here.
kern_return_t move_pages(uint64_t from, uint64_t size, uint64_t &to, int flags) {
    vm_prot_t current, maximum;
    const kern_return_t kr = mach_vm_remap(mach_task_self(), &to, size, 0, flags, mach_task_self(),
                                           from, 0, &current, &maximum, VM_INHERIT_COPY);
    if (kr == KERN_SUCCESS) (void)mach_vm_deallocate(mach_task_self(), from, size);
    return kr;
}

}  // namespace

long sys_mremap(uint64_t address, uint64_t old_size, uint64_t new_size, uint32_t flags,
                uint64_t new_address) {
    const bool may_move = (flags & MREMAP_MAYMOVE) != 0, fixed = (flags & MREMAP_FIXED) != 0;
    if (!page_aligned(address) || (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED)) != 0 ||
        new_size == 0 || old_size == 0)
        return -EINVAL;
    if (fixed && (!may_move || !page_aligned(new_address))) return -EINVAL;
    old_size = page_round(old_size);
    new_size = page_round(new_size);
    if (!user_range(address, old_size) || !user_range(0, new_size)) return -EINVAL;
    mapped_region old;
    if (!next_region(address, old) || old.begin > address) return -EFAULT;

    if (!fixed && new_size <= old_size) {
        if (new_size < old_size)
            (void)mach_vm_deallocate(mach_task_self(), address + new_size, old_size - new_size);
        return static_cast<long>(address);
    }
    const auto protection = static_cast<uint32_t>(old.protection);
    if (!fixed) {
        uint64_t tail = address + old_size;
        if (mappable(tail, new_size - old_size) &&
            map_anonymous(tail, new_size - old_size, protection, VM_FLAGS_FIXED) == KERN_SUCCESS)
            return static_cast<long>(address);
        if (!may_move) return -ENOMEM;
    } else if (!mappable(new_address, new_size)) {
        return -EINVAL;
    }
    uint64_t place = fixed ? new_address : map_hint;
    const int placement = fixed ? VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE : VM_FLAGS_ANYWHERE;
    if (map_anonymous(place, new_size, protection, placement) != KERN_SUCCESS) return -ENOMEM;
    const uint64_t kept = old_size < new_size ? old_size : new_size;
    uint64_t target = place;
    if (move_pages(address, kept, target, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE) != KERN_SUCCESS) {
        (void)mach_vm_deallocate(mach_task_self(), place, new_size);
        return -ENOMEM;
    }
    if (old_size > kept)
        (void)mach_vm_deallocate(mach_task_self(), address + kept, old_size - kept);
    return static_cast<long>(place);
}

}  // namespace posix
