/// \file
/// Memory for one call that needs more than the library's stacks hold.
#pragma once

#include <cstdint>

#include <mach/mach.h>
#include <mach/mach_traps.h>
#include <protocol/posix_image.hpp>

namespace posix {

/// A child that is forked meanwhile does not have it.
class call_memory {
public:
    call_memory() = default;
    ~call_memory() {
        if (size_ != 0) (void)mach_vm_deallocate(mach_task_self(), address_, size_);
    }
    call_memory(const call_memory &) = delete;
    call_memory &operator=(const call_memory &) = delete;

    /// Once. \return the memory, filled with zeros; null when there is none left.
    void *allocate(uint64_t size) {
        address_ = protocol::posix_dynamic_begin;
        if (mach_vm_map_trap(mach_task_self(), &address_, size, 0, VM_FLAGS_ANYWHERE,
                             VM_PROT_DEFAULT) != KERN_SUCCESS)
            return nullptr;
        size_ = size;
        (void)mach_vm_inherit(mach_task_self(), address_, size_, VM_INHERIT_NONE);
        return reinterpret_cast<void *>(address_);
    }

private:
    mach_vm_address_t address_ = 0;
    mach_vm_size_t size_ = 0;
};

/// Descriptors in one call for which arrays are put on the stack.
inline constexpr int on_stack_descriptors = 1024;

}  // namespace posix
