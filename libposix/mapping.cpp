#include <mapping.hpp>

#include <mach/mach_traps.h>
#include <protocol/posix_image.hpp>

namespace posix {

bool mappable(uint64_t address, uint64_t size) {
    return address >= MACH_VM_MIN_ADDRESS && size <= protocol::posix_area_begin &&
           address <= protocol::posix_area_begin - size;
}

kern_return_t map_anonymous(uint64_t &address, uint64_t size, uint32_t protection, int flags) {
    return mach_vm_map_trap(mach_task_self(), &address, size, 0, flags, to_protection(protection));
}

kern_return_t map_object(uint64_t &address, uint64_t size, mach_port_t object, uint64_t offset,
                         uint32_t protection, uint32_t maximum, int flags, bool shared) {
    return mach_vm_map(mach_task_self(), &address, size, 0, flags, object, offset, !shared,
                       to_protection(protection), to_protection(maximum),
                       shared ? VM_INHERIT_SHARE : VM_INHERIT_COPY);
}

bool next_region(uint64_t address, mapped_region &found) {
    mach_vm_address_t begin = address;
    mach_vm_size_t size;
    vm_region_basic_info_data_64_t info;
    mach_msg_type_number_t words = VM_REGION_BASIC_INFO_COUNT_64;
    mach_port_t object = MACH_PORT_NULL;
    if (mach_vm_region(mach_task_self(), &begin, &size, VM_REGION_BASIC_INFO_64,
                       reinterpret_cast<vm_region_info_t>(&info), &words, &object) != KERN_SUCCESS)
        return false;
    if (object != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), object);
    found = {begin, begin + size, info.protection, info.inheritance};
    return true;
}

}  // namespace posix
