/** \file
 * Virtual memory of a task (classic names; XNU's mach_vm calls). `target` is a task port. Sizes and
 * addresses are bytes; ranges are widened to whole pages. All give KERN_SUCCESS, a transport error
 * (MACH_SEND_*), or KERN_INVALID_ADDRESS      something in the range is not mapped, or not user
 * memory KERN_PROTECTION_FAILURE   mapped, but not for this access; or more asked than the maximum
 *   KERN_NO_SPACE             no gap is large enough, or the fixed range is taken
 *   KERN_INVALID_ARGUMENT     size 0, unknown bits, an unaligned offset
 *   KERN_RESOURCE_SHORTAGE    out of memory, or over the task's limit
 *   KERN_MEMORY_ERROR         the pager failed
 */
#ifndef MACH_VM_H
#define MACH_VM_H

#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/port.h>
#include <mach/vm_region.h>
#include <mach/vm_statistics.h>
#include <mach/vm_types.h>

typedef mach_port_t host_priv_t;
typedef mach_port_t mem_entry_name_port_t;

#ifdef __cplusplus
extern "C" {
#endif

/** Zero-filled memory, at *address (VM_FLAGS_FIXED) or at or above it where there is room
 * (VM_FLAGS_ANYWHERE). */
kern_return_t mach_vm_allocate(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                               int flags);
/** Holes in the range are legal. */
kern_return_t mach_vm_deallocate(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size);
kern_return_t mach_vm_protect(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                              boolean_t set_maximum, vm_prot_t new_protection);
kern_return_t mach_vm_inherit(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                              vm_inherit_t new_inheritance);
/** *data is new memory of the caller, a copy on write. */
kern_return_t mach_vm_read(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                           vm_offset_t *data, mach_msg_type_number_t *data_count);
kern_return_t mach_vm_read_overwrite(vm_map_t target, mach_vm_address_t address,
                                     mach_vm_size_t size, mach_vm_address_t data,
                                     mach_vm_size_t *out_size);
kern_return_t mach_vm_write(vm_map_t target, mach_vm_address_t address, vm_offset_t data,
                            mach_msg_type_number_t data_count);
kern_return_t mach_vm_copy(vm_map_t target, mach_vm_address_t source, mach_vm_size_t size,
                           mach_vm_address_t destination);
/** `object` MACH_PORT_NULL: anonymous memory. With `copy` writes stay in this task. */
kern_return_t mach_vm_map(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                          mach_vm_offset_t mask, int flags, mem_entry_name_port_t object,
                          memory_object_offset_t offset, boolean_t copy, vm_prot_t cur_protection,
                          vm_prot_t max_protection, vm_inherit_t inheritance);
kern_return_t mach_vm_remap(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                            mach_vm_offset_t mask, int flags, vm_map_t source_task,
                            mach_vm_address_t source, boolean_t copy, vm_prot_t *cur_protection,
                            vm_prot_t *max_protection, vm_inherit_t inheritance);
/** The region at *address or the next one; flavor VM_REGION_BASIC_INFO_64. *object_name is always
 * null. */
kern_return_t mach_vm_region(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t *size,
                             vm_region_flavor_t flavor, vm_region_info_t info,
                             mach_msg_type_number_t *info_count, mach_port_t *object_name);
kern_return_t mach_vm_msync(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                            vm_sync_t sync_flags);
/** `host_priv` proves the right to wire. VM_PROT_NONE unwires. */
kern_return_t mach_vm_wire(host_priv_t host_priv, vm_map_t target, mach_vm_address_t address,
                           mach_vm_size_t size, vm_prot_t access);
kern_return_t mach_vm_behavior_set(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                                   vm_behavior_t behavior);
/** MATTR_CACHE with MATTR_VAL_CACHE_SYNC makes written instructions visible to the processor. */
kern_return_t mach_vm_machine_attribute(vm_map_t target, mach_vm_address_t address,
                                        mach_vm_size_t size, vm_machine_attribute_t attribute,
                                        vm_machine_attribute_val_t *value);
kern_return_t mach_vm_page_query(vm_map_t target, mach_vm_offset_t address, int *disposition,
                                 int *ref_count);
kern_return_t vm_statistics(vm_map_t target, vm_statistics_data_t *statistics);

#ifdef __cplusplus
}
#endif

#endif
