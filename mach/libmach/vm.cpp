#include <mach/vm.h>

#include <mach/interface/vm.hpp>

#include "call.hpp"

using libmach::exchange;

kern_return_t mach_vm_allocate(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                               int flags) {
    if (target == mach_task_self()) return mach_vm_allocate_trap(target, address, size, flags);
    exchange<vm_allocate_routine> x;
    x.request() = {.address = *address, .size = size, .flags = flags};
    const kern_return_t kr = x.call(target);
    if (kr == KERN_SUCCESS) *address = x.reply().address;
    return kr;
}

kern_return_t mach_vm_deallocate(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size) {
    if (target == mach_task_self()) return mach_vm_deallocate_trap(target, address, size);
    exchange<vm_deallocate_routine> x;
    x.request() = {.address = address, .size = size};
    return x.call(target);
}

kern_return_t mach_vm_protect(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                              boolean_t set_maximum, vm_prot_t new_protection) {
    if (target == mach_task_self())
        return mach_vm_protect_trap(target, address, size, set_maximum, new_protection);
    exchange<vm_protect_routine> x;
    x.request() = {
        .address = address, .size = size, .set_maximum = set_maximum, .protection = new_protection};
    return x.call(target);
}

kern_return_t mach_vm_inherit(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                              vm_inherit_t new_inheritance) {
    exchange<vm_inherit_routine> x;
    x.request() = {.address = address, .size = size, .inheritance = new_inheritance};
    return x.call(target);
}

kern_return_t mach_vm_map(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                          mach_vm_offset_t mask, int flags, mem_entry_name_port_t object,
                          memory_object_offset_t offset, boolean_t copy, vm_prot_t cur_protection,
                          vm_prot_t max_protection, vm_inherit_t inheritance) {
    exchange<vm_map_routine> x;
    x.request() = {.object = libmach::copy_send(object),
                   .address = *address,
                   .size = size,
                   .mask = mask,
                   .flags = flags,
                   .offset = offset,
                   .copy = copy,
                   .protection = cur_protection,
                   .max_protection = max_protection,
                   .inheritance = inheritance};
    const kern_return_t kr = x.call(target);
    if (kr == KERN_SUCCESS) *address = x.reply().address;
    return kr;
}

kern_return_t mach_vm_remap(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                            mach_vm_offset_t mask, int flags, vm_map_t source_task,
                            mach_vm_address_t source, boolean_t copy, vm_prot_t *cur_protection,
                            vm_prot_t *max_protection, vm_inherit_t inheritance) {
    exchange<vm_remap_routine> x;
    x.request() = {.source_task = libmach::copy_send(source_task),
                   .address = *address,
                   .size = size,
                   .mask = mask,
                   .flags = flags,
                   .source = source,
                   .copy = copy,
                   .inheritance = inheritance};
    const kern_return_t kr = x.call(target);
    if (kr != KERN_SUCCESS) return kr;
    *address = x.reply().address;
    *cur_protection = x.reply().protection;
    *max_protection = x.reply().max_protection;
    return kr;
}

kern_return_t mach_vm_region(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t *size,
                             vm_region_flavor_t flavor, vm_region_info_t info,
                             mach_msg_type_number_t *info_count, mach_port_t *object_name) {
    if (flavor != VM_REGION_BASIC_INFO_64 || *info_count < VM_REGION_BASIC_INFO_COUNT_64)
        return KERN_INVALID_ARGUMENT;
    exchange<vm_region_routine> x;
    x.request().address = *address;
    const kern_return_t kr = x.call(target);
    if (kr != KERN_SUCCESS) return kr;
    *address = x.reply().address;
    *size = x.reply().size;
    *reinterpret_cast<vm_region_basic_info_data_64_t *>(info) = x.reply().info;
    *info_count = VM_REGION_BASIC_INFO_COUNT_64;
    if (object_name) *object_name = MACH_PORT_NULL;
    return kr;
}
