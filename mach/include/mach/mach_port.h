/** \file
 * Port spaces: the classic C interface (Mach 3 Kernel Interfaces, port manipulation).
 */
#ifndef MACH_MACH_PORT_H
#define MACH_MACH_PORT_H

#include <mach/message.h>

typedef uint32_t mach_msg_type_number_t;
typedef mach_port_name_t *mach_port_name_array_t;
typedef mach_port_type_t *mach_port_type_array_t;
typedef int *mach_port_info_t;

#define MACH_PORT_LIMITS_INFO_COUNT \
    ((mach_msg_type_number_t)(sizeof(mach_port_limits_t) / sizeof(int)))
#define MACH_PORT_RECEIVE_STATUS_COUNT \
    ((mach_msg_type_number_t)(sizeof(mach_port_status_t) / sizeof(int)))

#ifdef __cplusplus
extern "C" {
#endif

/** Both arrays are memory that the caller deallocates. */
kern_return_t mach_port_names(ipc_space_t task, mach_port_name_array_t *names,
                              mach_msg_type_number_t *name_count, mach_port_type_array_t *types,
                              mach_msg_type_number_t *type_count);
kern_return_t mach_port_type(ipc_space_t task, mach_port_name_t name, mach_port_type_t *type);
kern_return_t mach_port_rename(ipc_space_t task, mach_port_name_t old_name,
                               mach_port_name_t new_name);
kern_return_t mach_port_allocate_name(ipc_space_t task, mach_port_right_t right,
                                      mach_port_name_t name);
kern_return_t mach_port_allocate(ipc_space_t task, mach_port_right_t right, mach_port_name_t *name);
kern_return_t mach_port_destroy(ipc_space_t task, mach_port_name_t name);
kern_return_t mach_port_deallocate(ipc_space_t task, mach_port_name_t name);
kern_return_t mach_port_get_refs(ipc_space_t task, mach_port_name_t name, mach_port_right_t right,
                                 mach_port_urefs_t *refs);
kern_return_t mach_port_mod_refs(ipc_space_t task, mach_port_name_t name, mach_port_right_t right,
                                 mach_port_delta_t delta);
kern_return_t mach_port_set_mscount(ipc_space_t task, mach_port_name_t name,
                                    mach_port_mscount_t count);
kern_return_t mach_port_set_seqno(ipc_space_t task, mach_port_name_t name, mach_port_seqno_t seqno);
/** The array is memory that the caller deallocates. */
kern_return_t mach_port_get_set_status(ipc_space_t task, mach_port_name_t name,
                                       mach_port_name_array_t *members,
                                       mach_msg_type_number_t *count);
/** `set` MACH_PORT_NULL: out of all sets. */
kern_return_t mach_port_move_member(ipc_space_t task, mach_port_name_t member,
                                    mach_port_name_t set);
kern_return_t mach_port_insert_member(ipc_space_t task, mach_port_name_t member,
                                      mach_port_name_t set);
kern_return_t mach_port_extract_member(ipc_space_t task, mach_port_name_t member,
                                       mach_port_name_t set);
kern_return_t mach_port_request_notification(ipc_space_t task, mach_port_name_t name,
                                             mach_msg_id_t id, mach_port_mscount_t sync,
                                             mach_port_t notify,
                                             mach_msg_type_name_t notify_disposition,
                                             mach_port_t *previous);
kern_return_t mach_port_insert_right(ipc_space_t task, mach_port_name_t name, mach_port_t poly,
                                     mach_msg_type_name_t disposition);
kern_return_t mach_port_extract_right(ipc_space_t task, mach_port_name_t name,
                                      mach_msg_type_name_t disposition, mach_port_t *poly,
                                      mach_msg_type_name_t *kind);
/** \param count in: ints of room; out: ints given. */
kern_return_t mach_port_get_attributes(ipc_space_t task, mach_port_name_t name,
                                       mach_port_flavor_t flavor, mach_port_info_t info,
                                       mach_msg_type_number_t *count);
kern_return_t mach_port_set_attributes(ipc_space_t task, mach_port_name_t name,
                                       mach_port_flavor_t flavor, mach_port_info_t info,
                                       mach_msg_type_number_t count);
kern_return_t mach_port_get_context(ipc_space_t task, mach_port_name_t name,
                                    mach_port_context_t *context);
kern_return_t mach_port_set_context(ipc_space_t task, mach_port_name_t name,
                                    mach_port_context_t context);
kern_return_t mach_port_get_srights(ipc_space_t task, mach_port_name_t name,
                                    mach_port_rights_t *count);
/** The array is memory that the caller deallocates. */
kern_return_t mach_port_space_info(ipc_space_t task, ipc_info_name_t **names,
                                   mach_msg_type_number_t *count);
/** What the kernel's port under that name stands for: enum kobject_type of
 * ipc/ipc_kobject_type.hpp, 0 when the port is none of the kernel's; and the object's number,
 * unique among its kind. */
kern_return_t mach_port_kernel_object(ipc_space_t task, mach_port_name_t name, unsigned *type,
                                      uint64_t *number);
/** Gives `target` send rights to the same ports under the same names. \param missed names that
 * could not be given. */
kern_return_t mach_port_inherit(task_t source, task_t target, const mach_port_name_t *names,
                                mach_msg_type_number_t count, mach_msg_type_number_t *missed);

#ifdef __cplusplus
}
#endif

#endif
