#include <cerrno>

#include <sys/mman.h>

#include <errno_of.hpp>
#include <mach/mach_traps.h>
#include <mapping.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Is [address, address + size) of one kind, which is that of `first`, the region at its begin?
bool of_one_kind(uint64_t address, uint64_t size, const mapped_region &first) {
    mapped_region part = first;
    while (part.end - address < size) {
        const uint64_t behind = part.end;
        if (!next_region(behind, part) || part.begin > behind ||
            part.protection != first.protection || part.inheritance != first.inheritance)
            return false;
    }
    return true;
}

/// Shows [from, from + size) at `to` as well, where room has been made.
kern_return_t show(uint64_t from, uint64_t size, uint64_t to, vm_inherit_t inheritance) {
    vm_prot_t current, maximum;
    return mach_vm_remap(mach_task_self(), &to, size, 0, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE,
                         mach_task_self(), from, 0, &current, &maximum, inheritance);
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
    if (!of_one_kind(address, old_size, old)) return -EFAULT;
    // Nobody here knows what comes next in what is shared: the program maps it anew.
    if (new_size > old_size && old.inheritance == VM_INHERIT_SHARE) return -ENOMEM;
    const auto protection = static_cast<uint32_t>(old.protection);
    if (!fixed) {
        uint64_t tail = address + old_size;
        if (mappable(tail, new_size - old_size) &&
            map_anonymous(tail, new_size - old_size, protection, VM_FLAGS_FIXED) == KERN_SUCCESS)
            return static_cast<long>(address);
        if (!may_move) return -ENOMEM;
    } else if (!mappable(new_address, new_size) ||
               (new_address < address + old_size && address < new_address + new_size)) {
        return -EINVAL;
    }
    uint64_t place = fixed ? new_address : map_hint;
    const int placement = fixed ? VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE : VM_FLAGS_ANYWHERE;
    if (map_anonymous(place, new_size, protection, placement) != KERN_SUCCESS) return -ENOMEM;
    const uint64_t kept = old_size < new_size ? old_size : new_size;
    if (show(address, kept, place, old.inheritance) != KERN_SUCCESS) {
        (void)mach_vm_deallocate(mach_task_self(), place, new_size);
        return -ENOMEM;
    }
    (void)mach_vm_deallocate(mach_task_self(), address, old_size);
    return static_cast<long>(place);
}

}  // namespace posix
