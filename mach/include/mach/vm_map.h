/** \file
 * The older names of mach_vm_allocate and its like (<mach/vm.h>), which take the same sizes here. A
 * boolean "anywhere" is VM_FLAGS_ANYWHERE or VM_FLAGS_FIXED.
 */
#ifndef MACH_VM_MAP_H
#define MACH_VM_MAP_H

#include <mach/vm.h>

static inline kern_return_t vm_allocate(vm_map_t target, vm_address_t *address, vm_size_t size,
                                        int flags) {
    return mach_vm_allocate(target, address, size, flags);
}
static inline kern_return_t vm_deallocate(vm_map_t target, vm_address_t address, vm_size_t size) {
    return mach_vm_deallocate(target, address, size);
}
static inline kern_return_t vm_protect(vm_map_t target, vm_address_t address, vm_size_t size,
                                       boolean_t set_maximum, vm_prot_t new_protection) {
    return mach_vm_protect(target, address, size, set_maximum, new_protection);
}
static inline kern_return_t vm_inherit(vm_map_t target, vm_address_t address, vm_size_t size,
                                       vm_inherit_t new_inheritance) {
    return mach_vm_inherit(target, address, size, new_inheritance);
}
static inline kern_return_t vm_read(vm_map_t target, vm_address_t address, vm_size_t size,
                                    vm_offset_t *data, mach_msg_type_number_t *data_count) {
    return mach_vm_read(target, address, size, data, data_count);
}
static inline kern_return_t vm_read_overwrite(vm_map_t target, vm_address_t address, vm_size_t size,
                                              vm_address_t data, vm_size_t *out_size) {
    return mach_vm_read_overwrite(target, address, size, data, out_size);
}
static inline kern_return_t vm_write(vm_map_t target, vm_address_t address, vm_offset_t data,
                                     mach_msg_type_number_t data_count) {
    return mach_vm_write(target, address, data, data_count);
}
static inline kern_return_t vm_copy(vm_map_t target, vm_address_t source, vm_size_t size,
                                    vm_address_t destination) {
    return mach_vm_copy(target, source, size, destination);
}
static inline kern_return_t vm_map(vm_map_t target, vm_address_t *address, vm_size_t size,
                                   vm_address_t mask, int flags, mem_entry_name_port_t object,
                                   vm_offset_t offset, boolean_t copy, vm_prot_t cur_protection,
                                   vm_prot_t max_protection, vm_inherit_t inheritance) {
    return mach_vm_map(target, address, size, mask, flags, object, offset, copy, cur_protection,
                       max_protection, inheritance);
}
static inline kern_return_t vm_remap(vm_map_t target, vm_address_t *address, vm_size_t size,
                                     vm_address_t mask, int flags, vm_map_t source_task,
                                     vm_address_t source, boolean_t copy, vm_prot_t *cur_protection,
                                     vm_prot_t *max_protection, vm_inherit_t inheritance) {
    return mach_vm_remap(target, address, size, mask, flags, source_task, source, copy,
                         cur_protection, max_protection, inheritance);
}
static inline kern_return_t vm_region_64(vm_map_t target, vm_address_t *address, vm_size_t *size,
                                         vm_region_flavor_t flavor, vm_region_info_t info,
                                         mach_msg_type_number_t *info_count,
                                         mach_port_t *object_name) {
    return mach_vm_region(target, address, size, flavor, info, info_count, object_name);
}
static inline kern_return_t vm_behavior_set(vm_map_t target, vm_address_t address, vm_size_t size,
                                            vm_behavior_t behavior) {
    return mach_vm_behavior_set(target, address, size, behavior);
}
static inline kern_return_t vm_machine_attribute(vm_map_t target, vm_address_t address,
                                                 vm_size_t size, vm_machine_attribute_t attribute,
                                                 vm_machine_attribute_val_t *value) {
    return mach_vm_machine_attribute(target, address, size, attribute, value);
}
static inline kern_return_t vm_msync(vm_map_t target, vm_address_t address, vm_size_t size,
                                     vm_sync_t sync_flags) {
    return mach_vm_msync(target, address, size, sync_flags);
}
static inline kern_return_t vm_wire(host_priv_t host_priv, vm_map_t target, vm_address_t address,
                                    vm_size_t size, vm_prot_t access) {
    return mach_vm_wire(host_priv, target, address, size, access);
}

#endif
