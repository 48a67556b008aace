/** \file
 * Threads: the classic C interface.
 */
#ifndef MACH_THREAD_H
#define MACH_THREAD_H

#include <mach/task.h>

typedef int *thread_info_t;

#define THREAD_KERNEL_PORT 1

#define POLICY_TIMESHARE 1
#define POLICY_RR 2
#define POLICY_FIFO 4

#define SWITCH_OPTION_NONE 0
#define SWITCH_OPTION_DEPRESS 1
#define SWITCH_OPTION_WAIT 2

#ifdef __cplusplus
extern "C" {
#endif

kern_return_t thread_terminate(thread_t thread);
/** \param count in: words of room at `state`; out: words written. */
kern_return_t thread_get_state(thread_t thread, thread_state_flavor_t flavor, thread_state_t state,
                               mach_msg_type_number_t *count);
kern_return_t thread_set_state(thread_t thread, thread_state_flavor_t flavor, thread_state_t state,
                               mach_msg_type_number_t count);
kern_return_t thread_suspend(thread_t thread);
kern_return_t thread_resume(thread_t thread);
kern_return_t thread_abort(thread_t thread);
kern_return_t thread_abort_safely(thread_t thread);
kern_return_t thread_info(thread_t thread, int flavor, thread_info_t info,
                          mach_msg_type_number_t *count);
kern_return_t thread_get_special_port(thread_t thread, int which, mach_port_t *port);
kern_return_t thread_set_special_port(thread_t thread, int which, mach_port_t port);
kern_return_t thread_set_exception_ports(thread_t thread, exception_mask_t mask, mach_port_t port,
                                         exception_behavior_t behavior,
                                         thread_state_flavor_t flavor);
kern_return_t thread_get_exception_ports(thread_t thread, exception_mask_t mask,
                                         exception_mask_array_t masks,
                                         mach_msg_type_number_t *count, mach_port_array_t ports,
                                         exception_behavior_array_t behaviors,
                                         exception_flavor_array_t flavors);
kern_return_t thread_swap_exception_ports(thread_t thread, exception_mask_t mask, mach_port_t port,
                                          exception_behavior_t behavior,
                                          thread_state_flavor_t flavor,
                                          exception_mask_array_t masks,
                                          mach_msg_type_number_t *count, mach_port_array_t ports,
                                          exception_behavior_array_t behaviors,
                                          exception_flavor_array_t flavors);
kern_return_t thread_policy(thread_t thread, int policy, int data);
kern_return_t thread_priority(thread_t thread, int priority, int set_max);
kern_return_t thread_depress_abort(thread_t thread);
kern_return_t thread_set_name(thread_t thread, const char *name);
/** See <mach/emulation.h>. */
kern_return_t thread_interrupt(thread_t thread);
kern_return_t thread_set_emulation_block(thread_t thread, uint64_t address);

#ifdef __cplusplus
}
#endif

#endif
