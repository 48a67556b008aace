#include <memory/object_shares.hpp>

#include <utility>

#include <mach/mach.h>

namespace memory {

namespace {

/// No file is longer; it ends where its object does.
constexpr memory_object_size_t everything = memory_object_size_t{1} << 46;

}  // namespace

vfs::outcome<uint32_t> object_shares::right(uint32_t object, bool writable) {
    uint32_t &right = rights_[writable];
    if (right != 0) return right;
    const vm_prot_t most = writable ? VM_PROT_ALL : VM_PROT_READ | VM_PROT_EXECUTE;
    const memory_object_offset_t start = 0;
    if (memory_object_create_proxy(mach_task_self(), most, &object, 1, &start, 1, &start, 1,
                                   &everything, 1, &right) != KERN_SUCCESS)
        return vfs::fail(ENOMEM);
    return right;
}

void object_shares::drop() {
    for (uint32_t &right : rights_)
        if (const uint32_t old = std::exchange(right, 0))
            (void)mach_port_deallocate(mach_task_self(), old);
}

}  // namespace memory
