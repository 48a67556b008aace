/** \file
 * The traps of <mach/traps.h> as C functions, one instruction sequence each. Programs use the
 * classic names of <mach/mach.h>, which choose between trap and message; these are for the
 * libraries beneath.
 */
#ifndef MACH_MACH_TRAPS_H
#define MACH_MACH_TRAPS_H

#include <stddef.h>

#include <mach/message.h>
#include <mach/vm_types.h>

#ifdef __cplusplus
extern "C" {
#endif

kern_return_t mach_vm_allocate_trap(task_t task, mach_vm_address_t *address, mach_vm_size_t size,
                                    int flags);
kern_return_t mach_vm_deallocate_trap(task_t task, mach_vm_address_t address, mach_vm_size_t size);
kern_return_t mach_vm_protect_trap(task_t task, mach_vm_address_t address, mach_vm_size_t size,
                                   int set_maximum, vm_prot_t protection);
/** Anonymous memory; `mask` as in mach_vm_map. */
kern_return_t mach_vm_map_trap(task_t task, mach_vm_address_t *address, mach_vm_size_t size,
                               mach_vm_offset_t mask, int flags, vm_prot_t protection);

kern_return_t mach_port_allocate_trap(task_t task, mach_port_right_t right, mach_port_name_t *name);
kern_return_t mach_port_deallocate_trap(task_t task, mach_port_name_t name);
kern_return_t mach_port_mod_refs_trap(task_t task, mach_port_name_t name, mach_port_right_t right,
                                      mach_port_delta_t delta);
kern_return_t mach_port_move_member_trap(task_t task, mach_port_name_t member,
                                         mach_port_name_t set);
kern_return_t mach_port_insert_right_trap(task_t task, mach_port_name_t name, mach_port_name_t poly,
                                          mach_msg_type_name_t disposition);
kern_return_t mach_port_insert_member_trap(task_t task, mach_port_name_t member,
                                           mach_port_name_t set);
kern_return_t mach_port_extract_member_trap(task_t task, mach_port_name_t member,
                                            mach_port_name_t set);

/** A new receive right; MACH_PORT_NULL when there is no room. */
mach_port_name_t mach_reply_port(void);
/** Each call adds a user reference to a send right. */
mach_port_name_t thread_self_trap(void);
mach_port_name_t task_self_trap(void);
mach_port_name_t host_self_trap(void);

mach_msg_return_t mach_msg_trap(mach_msg_header_t *msg, mach_msg_option_t option,
                                mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                                mach_port_name_t rcv_name, mach_msg_timeout_t timeout,
                                mach_port_name_t notify);
mach_msg_return_t mach_msg_overwrite_trap(mach_msg_header_t *msg, mach_msg_option_t option,
                                          mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                                          mach_port_name_t rcv_name, mach_msg_timeout_t timeout,
                                          mach_port_name_t notify, mach_msg_header_t *rcv_msg);

kern_return_t semaphore_signal_trap(semaphore_t semaphore);
kern_return_t semaphore_signal_all_trap(semaphore_t semaphore);
kern_return_t semaphore_signal_thread_trap(semaphore_t semaphore, thread_t thread);
kern_return_t semaphore_wait_trap(semaphore_t semaphore);
kern_return_t semaphore_wait_signal_trap(semaphore_t wait, semaphore_t signal);
kern_return_t semaphore_timedwait_trap(semaphore_t semaphore, uint32_t seconds,
                                       uint32_t nanoseconds);

/** Flags: GSYNC_* of <mach/gsync.h>; `timeout_ns` relative, with GSYNC_TIMED. */
kern_return_t gsync_wait_trap(task_t task, mach_vm_address_t address, uint64_t low, uint64_t high,
                              uint64_t timeout_ns, int flags);
kern_return_t gsync_wake_trap(task_t task, mach_vm_address_t address, uint64_t value, int flags);
kern_return_t gsync_requeue_trap(task_t task, mach_vm_address_t source,
                                 mach_vm_address_t destination, uint64_t value, int wake_one,
                                 int flags);

/** This thread's emulation block (<mach/emulation.h>); 0: none. */
kern_return_t set_emulation_block_trap(uint64_t address);
/** This thread's TLS register: FS base, TPIDR_EL0. */
kern_return_t set_thread_tls_trap(uint64_t address);
/** Ends the calling thread; first unmaps [address, address + size) if size is not 0, then stores 0
 * at `clear` (if not 0) and gsync-wakes one waiter there. Does not return. */
kern_return_t thread_exit_trap(mach_vm_address_t address, mach_vm_size_t size, uint32_t *clear,
                               int wake_flags);
kern_return_t task_exit_trap(void);
kern_return_t debug_write_trap(const char *text, size_t size);

int swtch_pri(int priority);
int swtch(void);
kern_return_t thread_switch(mach_port_name_t thread, int option, mach_msg_timeout_t option_time);
kern_return_t clock_sleep_trap(int clock_id, int absolute, uint64_t seconds, uint64_t nanoseconds);
kern_return_t mach_timebase_info_trap(void *info);
kern_return_t mach_wait_until(uint64_t deadline);

#ifdef __cplusplus
}
#endif

#endif
