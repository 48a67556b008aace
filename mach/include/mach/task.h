/** \file
 * Tasks: the classic C interface.
 */
#ifndef MACH_TASK_H
#define MACH_TASK_H

#include <mach/emulation.h>
#include <mach/exception_types.h>
#include <mach/message.h>
#include <mach/task_info.h>

typedef mach_port_t *mach_port_array_t;
typedef mach_port_array_t thread_act_array_t, thread_array_t;
typedef mach_port_array_t task_array_t;
typedef uint32_t mach_msg_type_number_t;
typedef uint32_t natural_t;
typedef uint32_t *thread_state_t;
typedef int *task_info_t;
typedef exception_mask_t *exception_mask_array_t;
typedef exception_behavior_t *exception_behavior_array_t;
typedef thread_state_flavor_t *exception_flavor_array_t;

#define TASK_KERNEL_PORT 1
#define TASK_HOST_PORT 2
#define TASK_NAME_PORT 3
#define TASK_BOOTSTRAP_PORT 4
#define TASK_PORT_REGISTER_MAX 3

#ifdef __cplusplus
extern "C" {
#endif

kern_return_t task_create(task_t parent, int inherit_memory, task_t *child);
kern_return_t task_terminate(task_t task);
/** Those that are to end are left out. \param threads receives memory that the caller deallocates.
 */
kern_return_t task_threads(task_t task, thread_act_array_t *threads, mach_msg_type_number_t *count);
kern_return_t mach_ports_register(task_t task, mach_port_array_t ports,
                                  mach_msg_type_number_t count);
kern_return_t mach_ports_lookup(task_t task, mach_port_array_t *ports,
                                mach_msg_type_number_t *count);
/** \param count in: words of room at `info`; out: words written. */
kern_return_t task_info(task_t task, int flavor, task_info_t info, mach_msg_type_number_t *count);
kern_return_t task_suspend(task_t task);
kern_return_t task_resume(task_t task);
kern_return_t task_get_special_port(task_t task, int which, mach_port_t *port);
/** Consumes nothing: the right is copied. */
kern_return_t task_set_special_port(task_t task, int which, mach_port_t port);
kern_return_t task_set_exception_ports(task_t task, exception_mask_t mask, mach_port_t port,
                                       exception_behavior_t behavior, thread_state_flavor_t flavor);
kern_return_t task_get_exception_ports(task_t task, exception_mask_t mask,
                                       exception_mask_array_t masks, mach_msg_type_number_t *count,
                                       mach_port_array_t ports,
                                       exception_behavior_array_t behaviors,
                                       exception_flavor_array_t flavors);
kern_return_t task_swap_exception_ports(task_t task, exception_mask_t mask, mach_port_t port,
                                        exception_behavior_t behavior, thread_state_flavor_t flavor,
                                        exception_mask_array_t masks, mach_msg_type_number_t *count,
                                        mach_port_array_t ports,
                                        exception_behavior_array_t behaviors,
                                        exception_flavor_array_t flavors);
kern_return_t task_set_emulation(task_t task, const mach_emulation_t *emulation);
kern_return_t task_get_emulation(task_t task, mach_emulation_t *emulation);
kern_return_t task_priority(task_t task, int priority, int change_threads);
/** At most 31 characters are kept. */
kern_return_t task_set_name(task_t task, const char *name);
/** The most that a task may have, inherited by its children: bytes mapped, port names
 * (KERN_NO_SPACE), threads (KERN_POLICY_LIMIT), bytes of messages that wait in queues
 * (MACH_SEND_NO_BUFFER: the message is given back). 0 leaves a limit as it is. */
kern_return_t task_set_limits(task_t task, uint64_t memory, uint32_t ports, uint32_t threads,
                              uint64_t queued);

kern_return_t thread_create(task_t task, thread_t *thread);
kern_return_t thread_create_running(task_t task, thread_state_flavor_t flavor, thread_state_t state,
                                    mach_msg_type_number_t count, thread_t *thread);

#ifdef __cplusplus
}
#endif

#endif
