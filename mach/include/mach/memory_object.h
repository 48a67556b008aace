/** \file
 * Memory objects and external pagers (Mach 3's memory_object calls). The messages that the kernel
 * sends to a pager are declared in <mach/interface/memory_object.hpp>.
 */
#ifndef MACH_MEMORY_OBJECT_H
#define MACH_MEMORY_OBJECT_H

#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/port.h>
#include <mach/vm_types.h>

typedef mach_port_t memory_object_control_t;

#ifdef __cplusplus
extern "C" {
#endif

/** An object of `size` bytes of zeros, for mach_vm_map; it lives as long as somebody has a send
 * right or maps it. */
kern_return_t memory_object_create(host_t host, memory_object_size_t size, memory_object_t *object);
/** An object whose data the receiver of `pager` has. */
kern_return_t memory_object_create_paged(host_t host, mach_port_t pager, memory_object_size_t size,
                                         memory_object_t *object);
/** Pages beyond `size` are freed; touching them gives KERN_MEMORY_ERROR. Growing adds zeros. */
kern_return_t memory_object_truncate(memory_object_t object, memory_object_size_t size);
/** Frees the pages of `size` bytes from `offset` on, both multiples of the page size, of an object
 * that has no pager: they are zeros from now on, for all who map them. KERN_INVALID_ARGUMENT. */
kern_return_t memory_object_discard(memory_object_t object, memory_object_offset_t offset,
                                    memory_object_size_t size);
/** In bytes, as created or truncated. */
kern_return_t memory_object_get_size(memory_object_t object, memory_object_size_t *size);
/** A right by which its holders can map `size` bytes of an object from `start` on, with no more
 * than `max_protection`, and do nothing else with it; a private copy can be written all the same.
 * GNU Mach's call: arrays of which only one element is supported, `offset` must be 0.
 * KERN_INVALID_ARGUMENT, KERN_RESOURCE_SHORTAGE. */
kern_return_t memory_object_create_proxy(
    task_t task, vm_prot_t max_protection, const memory_object_t *object,
    mach_msg_type_number_t object_count, const memory_object_offset_t *offset,
    mach_msg_type_number_t offset_count, const memory_object_offset_t *start,
    mach_msg_type_number_t start_count, const memory_object_size_t *size,
    mach_msg_type_number_t size_count, memory_object_t *proxy);

/* From a pager to the kernel; `control` came with memory_object_init. */
kern_return_t memory_object_ready(memory_object_control_t control, boolean_t may_cache,
                                  memory_object_copy_strategy_t copy_strategy);
/** Answers a data request, or comes before one: pages that are in memory already stay as they are.
 * `lock`: accesses that the kernel must ask for first
 * (memory_object_data_unlock). */
kern_return_t memory_object_data_supply(memory_object_control_t control,
                                        memory_object_offset_t offset, vm_offset_t data,
                                        mach_msg_type_number_t data_count, boolean_t deallocate,
                                        vm_prot_t lock, boolean_t precious);
/** There is no data yet: the pages read as zeros. */
kern_return_t memory_object_data_unavailable(memory_object_control_t control,
                                             memory_object_offset_t offset,
                                             memory_object_size_t size);
/** Whoever waits for the pages gets KERN_MEMORY_ERROR; the next touch asks again. */
kern_return_t memory_object_data_error(memory_object_control_t control,
                                       memory_object_offset_t offset, memory_object_size_t size,
                                       kern_return_t error);
/** Changes what is forbidden, has pages returned, throws them away. */
kern_return_t memory_object_lock_request(memory_object_control_t control,
                                         memory_object_offset_t offset, memory_object_size_t size,
                                         memory_object_return_t should_return,
                                         boolean_t should_flush, vm_prot_t lock);
kern_return_t memory_object_change_attributes(memory_object_control_t control, boolean_t may_cache,
                                              memory_object_copy_strategy_t copy_strategy);
kern_return_t memory_object_get_attributes(memory_object_control_t control, boolean_t *ready,
                                           boolean_t *may_cache,
                                           memory_object_copy_strategy_t *copy_strategy);
/** The pager gives up: from now on as if it had died. */
kern_return_t memory_object_destroy(memory_object_control_t control, kern_return_t reason);

#ifdef __cplusplus
}
#endif

#endif
