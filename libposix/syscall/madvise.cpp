// Advice about memory. Only "don't need" has an effect that a program can see.
#include <algorithm>
#include <cerrno>

#include <sys/mman.h>

#include <errno_of.hpp>
#include <mach/mach_traps.h>
#include <mapping.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Is all of it mapped?
bool mapped(uint64_t address, uint64_t end) {
    mapped_region region;
    for (; address < end; address = region.end)
        if (!next_region(address, region) || region.begin > address) return false;
    return true;
}

/// Private anonymous pages read as zero afterwards: they are replaced region by region, each with
/// its protection.
long discard(uint64_t address, uint64_t end) {
    mapped_region region;
    for (; address < end; address = region.end) {
        if (!next_region(address, region) || region.begin >= end) return -ENOMEM;
        if (region.inheritance == VM_INHERIT_SHARE) continue;
        uint64_t place = std::max(address, region.begin);
        if (map_anonymous(place, std::min(region.end, end) - place,
                          static_cast<uint32_t>(region.protection),
                          VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE) != KERN_SUCCESS)
            return -ENOMEM;
    }
    return 0;
}

/// Children of fork have it from now on, or not (MADV_DONTFORK). What is shared keeps its
/// inheritance, which is known nowhere else.
long set_forked(uint64_t address, uint64_t end, bool forked) {
    mapped_region region;
    for (uint64_t at = address; at < end; at = region.end) {
        if (!next_region(at, region) || region.begin > at) return -ENOMEM;
        if (region.inheritance == VM_INHERIT_SHARE) return -EINVAL;
    }
    return mach_vm_inherit(mach_task_self(), address, end - address,
                           forked ? VM_INHERIT_COPY : VM_INHERIT_NONE) == KERN_SUCCESS
               ? 0
               : -ENOMEM;
}

}  // namespace

long sys_madvise(uint64_t address, uint64_t size, uint32_t advice) {
    if (!page_aligned(address) || !user_range(address, page_round(size))) return -EINVAL;
    if (size == 0) return 0;
    switch (advice) {
    case MADV_DONTNEED: return discard(address, address + page_round(size));
    case MADV_NORMAL:
    case MADV_RANDOM:
    case MADV_SEQUENTIAL:
    case MADV_WILLNEED:
    case MADV_FREE:
    case MADV_MERGEABLE:
    case MADV_UNMERGEABLE:
    case MADV_HUGEPAGE:
    case MADV_NOHUGEPAGE:
    case MADV_DONTDUMP:
    case MADV_DODUMP:
    case MADV_COLD:
    case MADV_PAGEOUT: return mapped(address, address + page_round(size)) ? 0 : -ENOMEM;
    case MADV_DONTFORK:
    case MADV_DOFORK: return set_forked(address, address + page_round(size), advice == MADV_DOFORK);
    default: return -EINVAL;
    }
}

long sys_msync(uint64_t address, uint64_t size, uint32_t flags) {
    if (!page_aligned(address) || (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0 ||
        (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
        return -EINVAL;
    if (!user_range(address, page_round(size))) return -ENOMEM;
    if (size == 0) return 0;
    if (!mapped(address, address + page_round(size))) return -ENOMEM;
    if ((flags & MS_SYNC) == 0) return 0;
    return mach_vm_msync(mach_task_self(), address, page_round(size), VM_SYNC_SYNCHRONOUS) ==
                   KERN_INVALID_ADDRESS
               ? -ENOMEM
               : 0;
}

long sys_mlock(uint64_t address, uint64_t size) {
    const uint64_t begin = address & ~(page_size - 1);
    return user_range(address, size) && mapped(begin, page_round(address + size)) ? 0 : -ENOMEM;
}
long sys_munlock(uint64_t address, uint64_t size) { return sys_mlock(address, size); }
long sys_mlockall(uint32_t flags) { return flags == 0 || (flags & ~7u) != 0 ? -EINVAL : 0; }
long sys_munlockall() { return 0; }

long sys_mincore(uint64_t address, uint64_t size, user_address vector) {
    if (!page_aligned(address)) return -EINVAL;
    if (!user_range(address, page_round(size)) || !mapped(address, address + page_round(size)))
        return -ENOMEM;
    // Nothing tells which pages are resident: all that are mapped count as such.
    for (uint64_t page = 0; page < page_round(size) / page_size; ++page)
        if (!put_user(vector + page, uint8_t{1})) return -EFAULT;
    return 0;
}

}  // namespace posix
