#include <lib/physical.hpp>

#include <mach/device.h>

namespace server {

volatile uint8_t *map_physical(mach_port_t device_master, uint64_t physical, uint64_t size) {
    const uint64_t begin = physical & ~uint64_t{MACH_PAGE_MASK};
    const uint64_t length = (physical + size - begin + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
    memory_object_t object = MACH_PORT_NULL;
    mach_vm_address_t address = 0;
    constexpr vm_prot_t access = VM_PROT_READ | VM_PROT_WRITE;
    if (device_map(device_master, begin, length, &object) != KERN_SUCCESS) return nullptr;
    const kern_return_t kr = mach_vm_map(mach_task_self(), &address, length, 0, VM_FLAGS_ANYWHERE,
                                         object, 0, 0, access, access, VM_INHERIT_NONE);
    (void)mach_port_deallocate(mach_task_self(), object);
    if (kr != KERN_SUCCESS) return nullptr;
    return reinterpret_cast<volatile uint8_t *>(address + (physical - begin));
}

}  // namespace server
