#include <algorithm>
#include <cerrno>

#include <sys/mman.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <mapping.hpp>
#include <protocol/io.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

constexpr uint32_t fixed_no_replace = 0x100000;

long map_error(kern_return_t kr) {
    switch (kr) {
    case KERN_NO_SPACE:
    case KERN_RESOURCE_SHORTAGE:
    case KERN_INVALID_ADDRESS: return -ENOMEM;
    case KERN_PROTECTION_FAILURE: return -EACCES;
    default: return errno_of(kr);
    }
}

/// Memory that parent and children share: an object of its own.
kern_return_t map_shared_anonymous(uint64_t &address, uint64_t size, uint32_t protection,
                                   int flags) {
    mach_port_t object;
    if (const kern_return_t kr = memory_object_create(mach_host_self(), size, &object);
        kr != KERN_SUCCESS)
        return kr;
    const kern_return_t kr =
        map_object(address, size, object, 0, protection, VM_PROT_ALL, flags, true);
    (void)mach_port_deallocate(mach_task_self(), object);
    return kr;
}

/// /dev/zero, of which a mapping is memory without a file.
bool is_zero_device(const descriptor &file) {
    constexpr uint64_t number = 1 << 8 | 5;
    mach::rpc::exchange<protocol::io_stat> x;
    return S_ISCHR(file.mode) && x.call(file.port) == KERN_SUCCESS &&
           x.reply().attributes.special_device == number;
}

/// \return 0 or -errno.
long map_file(uint64_t &address, uint64_t size, uint32_t protection, int flags, bool shared, int fd,
              uint64_t offset) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    mach::rpc::exchange<protocol::io_map> x;
    // A shared mapping that nobody may touch yet is one that may be read.
    x.request().protection = shared ? (protection & 7) | VM_PROT_READ : 0;
    if (const kern_return_t kr = x.call(file.port); kr != KERN_SUCCESS) {
        const long error = errno_of(kr);
        if (error == -ENODEV && is_zero_device(file))
            return map_error(shared ? map_shared_anonymous(address, size, protection, flags)
                                    : map_anonymous(address, size, protection, flags));
        return error == -EOPNOTSUPP ? -ENODEV : error;
    }
    const mach_port_t object = x.reply().object.name;
    const uint32_t maximum =
        !shared || x.reply().writable ? VM_PROT_ALL : VM_PROT_READ | VM_PROT_EXECUTE;
    const kern_return_t kr =
        map_object(address, size, object, offset, protection, maximum, flags, shared);
    (void)mach_port_deallocate(mach_task_self(), object);
    return kr == KERN_SUCCESS ? 0 : map_error(kr);
}

}  // namespace

long sys_mmap(uint64_t address, uint64_t size, uint32_t protection, uint32_t flags, int fd,
              uint64_t offset) {
    if (!page_aligned(offset)) return -EINVAL;
    if ((flags & MAP_ANONYMOUS) == 0 && descriptors.port(fd) == MACH_PORT_NULL) return -EBADF;
    if (size == 0) return -EINVAL;
    if (size > protocol::posix_area_begin) return -ENOMEM;
    size = page_round(size);
    const uint32_t sharing = flags & MAP_TYPE;
    if (sharing != MAP_PRIVATE && sharing != MAP_SHARED && sharing != MAP_SHARED_VALIDATE)
        return -EINVAL;
    const bool shared = sharing != MAP_PRIVATE;
    const bool fixed = (flags & (MAP_FIXED | fixed_no_replace)) != 0;
    if (fixed && !page_aligned(address)) return -EINVAL;
    if (fixed && !mappable(address, size)) return address < MACH_VM_MIN_ADDRESS ? -EPERM : -ENOMEM;

    if ((flags & MAP_HUGETLB) != 0 && (flags & MAP_ANONYMOUS) != 0)
        return -ENOMEM;  // there are none
    if (!memory_allowed(size, !shared && (protection & PROT_WRITE) != 0)) return -ENOMEM;

    // As on Linux, an address that is only a hint counts when it is free.
    const bool hinted = !fixed && address != 0 && mappable(address & ~(page_size - 1), size);
    int placement = VM_FLAGS_FIXED;
    if (!fixed && !hinted) placement = VM_FLAGS_ANYWHERE;
    if (fixed && (flags & fixed_no_replace) == 0) placement |= VM_FLAGS_OVERWRITE;
    if (!fixed) address = hinted ? address & ~(page_size - 1) : map_hint;

    for (;;) {
        uint64_t place = address;
        long error;
        if ((flags & MAP_ANONYMOUS) == 0)
            error = map_file(place, size, protection, placement, shared, fd, offset);
        else if (shared)
            error = map_error(map_shared_anonymous(place, size, protection, placement));
        else
            error = map_error(map_anonymous(place, size, protection, placement));
        if (error == 0 && !fixed && !mappable(place, size)) {
            (void)mach_vm_deallocate(mach_task_self(), place, size);
            error = -ENOMEM;
        }
        if (error == 0) return static_cast<long>(place);
        if ((flags & fixed_no_replace) != 0 && error == -ENOMEM) return -EEXIST;
        if (fixed || placement == VM_FLAGS_ANYWHERE || error != -ENOMEM) return error;
        address = map_hint;
        placement = VM_FLAGS_ANYWHERE;
    }
}

long sys_munmap(uint64_t address, uint64_t size) {
    if (size == 0 || size > MACH_VM_MAX_ADDRESS || !page_aligned(address) ||
        address > MACH_VM_MAX_ADDRESS - page_round(size))
        return -EINVAL;
    // This library is not there for the program, so nothing of it goes away.
    const uint64_t end = std::min(address + page_round(size), protocol::posix_area_begin);
    if (address >= end) return 0;
    return map_error(mach_vm_deallocate(mach_task_self(), address, end - address));
}

long sys_mprotect(uint64_t address, uint64_t size, uint32_t protection) {
    if (!page_aligned(address) || (protection & ~7u) != 0) return -EINVAL;
    if (size == 0) return 0;
    if (!user_range(address, page_round(size))) return -ENOMEM;
    switch (mach_vm_protect(mach_task_self(), address, page_round(size), 0,
                            to_protection(protection))) {
    case KERN_SUCCESS: return 0;
    case KERN_PROTECTION_FAILURE: return -EACCES;
    default: return -ENOMEM;
    }
}

}  // namespace posix
