/** \file
 * The default memory manager: who pages anonymous memory, and how full its space is.
 */
#ifndef MACH_DEFAULT_PAGER_H
#define MACH_DEFAULT_PAGER_H

#include <mach/host.h>
#include <mach/memory_object.h>
#include <mach/swap_info.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The caller, who has the receive right of `pager`, pages anonymous memory from now on: in one
 * memory object of `size` bytes, the swap space, the first page of which is the caller's own. Its
 * faults may use the kernel's reserve afterwards. One that has died can be replaced, with a space
 * of the same size and contents. */
kern_return_t host_default_memory_manager(host_priv_t host_priv, mach_port_t pager, uint64_t size);
/** What memory_object_data_return brought is on the disk. What cannot be written gets
 * memory_object_data_error. */
kern_return_t memory_object_data_written(memory_object_control_t control,
                                         memory_object_offset_t offset, memory_object_size_t size);

#ifdef __cplusplus
}
#endif

#endif
