/** \file
 * Traps: calls by negative number in the system-call register (x86-64: rax; ARM64: x8), arguments
 * where Linux has them (x86-64: rdi rsi rdx r10 r8 r9 then r12 r13; ARM64: x0 to x7), the result in
 * rax / x0. On x86-64 a trap clobbers rcx and r11 only. The numbers are XNU's where XNU has the
 * call.
 */
#ifndef MACH_TRAPS_H
#define MACH_TRAPS_H

#define MACH_TRAP_vm_allocate 10   /* (task, address*, size, flags) */
#define MACH_TRAP_vm_deallocate 12 /* (task, address, size) */
#define MACH_TRAP_vm_protect 14    /* (task, address, size, set_maximum, prot) */
#define MACH_TRAP_vm_map 15        /* (task, address*, size, mask, flags, prot): anonymous memory */
#define MACH_TRAP_port_allocate 16 /* (task, right, name*) */
#define MACH_TRAP_port_deallocate 18     /* (task, name) */
#define MACH_TRAP_port_mod_refs 19       /* (task, name, right, delta) */
#define MACH_TRAP_port_move_member 20    /* (task, member, set) */
#define MACH_TRAP_port_insert_right 21   /* (task, name, poly, disposition) */
#define MACH_TRAP_port_insert_member 22  /* (task, member, set) */
#define MACH_TRAP_port_extract_member 23 /* (task, member, set) */
#define MACH_TRAP_reply_port 26          /* () -> name of a new receive right */
#define MACH_TRAP_thread_self 27         /* () -> name of a send right, one more user reference */
#define MACH_TRAP_task_self 28
#define MACH_TRAP_host_self 29
#define MACH_TRAP_msg 31 /* (msg, option, send_size, rcv_size, rcv_name, timeout, notify) */
#define MACH_TRAP_msg_overwrite 32 /* (the same, rcv_msg) */
#define MACH_TRAP_semaphore_signal 33
#define MACH_TRAP_semaphore_signal_all 34
#define MACH_TRAP_semaphore_signal_thread 35
#define MACH_TRAP_semaphore_wait 36
#define MACH_TRAP_semaphore_wait_signal 37
#define MACH_TRAP_semaphore_timedwait 38
#define MACH_TRAP_gsync_wait 40 /* (task, address, value_low, value_high, timeout_ns, flags) */
#define MACH_TRAP_gsync_wake \
    41 /* (task, address, value, flags) -> kern_return; count woken in flags' out word */
#define MACH_TRAP_gsync_requeue 42 /* (task, source, destination, value, wake_one, flags) */
#define MACH_TRAP_set_emulation_block \
    43 /* (address): this thread's emulation block, see emulation.h */
#define MACH_TRAP_thread_exit                                                         \
    44 /* (deallocate_address, size, clear_word*, wake): ends the calling thread, see \
          thread_exit_self */
#define MACH_TRAP_task_exit 45 /* () ends the calling task */
#define MACH_TRAP_debug_write \
    46 /* (text, size): to the kernel log; for servers without a console */
#define MACH_TRAP_set_thread_tls 47   /* (address): FS base / TPIDR_EL0 */
#define MACH_TRAP_emulation_return 48 /* (): ARM64 only, see emulation.h */
#define MACH_TRAP_swtch_pri 59
#define MACH_TRAP_swtch 60
#define MACH_TRAP_thread_switch 61 /* (thread, option, milliseconds) */
#define MACH_TRAP_clock_sleep 62   /* (clock_id, absolute, seconds, nanoseconds): interruptible */
#define MACH_TRAP_timebase_info 89
#define MACH_TRAP_wait_until 90 /* (deadline in mach_absolute_time ns) */

#define MACH_TRAP_LAST 90

#endif
