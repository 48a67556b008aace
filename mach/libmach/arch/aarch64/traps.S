/* The traps of <mach/mach_traps.h>: number in x8, up to eight arguments where the C calling convention has them. */

#include <mach/traps.h>

    .macro trap name, number
    .globl \name
    .type \name, %function
\name:
    mov x8, #-(\number)
    svc #0
    ret
    .size \name, . - \name
    .endm

    .text
    trap mach_vm_allocate_trap, MACH_TRAP_vm_allocate
    trap mach_vm_deallocate_trap, MACH_TRAP_vm_deallocate
    trap mach_vm_protect_trap, MACH_TRAP_vm_protect
    trap mach_vm_map_trap, MACH_TRAP_vm_map
    trap mach_port_allocate_trap, MACH_TRAP_port_allocate
    trap mach_port_deallocate_trap, MACH_TRAP_port_deallocate
    trap mach_port_mod_refs_trap, MACH_TRAP_port_mod_refs
    trap mach_port_move_member_trap, MACH_TRAP_port_move_member
    trap mach_port_insert_right_trap, MACH_TRAP_port_insert_right
    trap mach_port_insert_member_trap, MACH_TRAP_port_insert_member
    trap mach_port_extract_member_trap, MACH_TRAP_port_extract_member
    trap mach_reply_port, MACH_TRAP_reply_port
    trap thread_self_trap, MACH_TRAP_thread_self
    trap task_self_trap, MACH_TRAP_task_self
    trap host_self_trap, MACH_TRAP_host_self
    trap semaphore_signal_trap, MACH_TRAP_semaphore_signal
    trap semaphore_signal_all_trap, MACH_TRAP_semaphore_signal_all
    trap semaphore_signal_thread_trap, MACH_TRAP_semaphore_signal_thread
    trap semaphore_wait_trap, MACH_TRAP_semaphore_wait
    trap semaphore_wait_signal_trap, MACH_TRAP_semaphore_wait_signal
    trap semaphore_timedwait_trap, MACH_TRAP_semaphore_timedwait
    trap gsync_wait_trap, MACH_TRAP_gsync_wait
    trap gsync_wake_trap, MACH_TRAP_gsync_wake
    trap gsync_requeue_trap, MACH_TRAP_gsync_requeue
    trap set_emulation_block_trap, MACH_TRAP_set_emulation_block
    trap set_thread_tls_trap, MACH_TRAP_set_thread_tls
    trap thread_exit_trap, MACH_TRAP_thread_exit
    trap task_exit_trap, MACH_TRAP_task_exit
    trap debug_write_trap, MACH_TRAP_debug_write
    trap swtch_pri, MACH_TRAP_swtch_pri
    trap swtch, MACH_TRAP_swtch
    trap thread_switch, MACH_TRAP_thread_switch
    trap clock_sleep_trap, MACH_TRAP_clock_sleep
    trap mach_timebase_info_trap, MACH_TRAP_timebase_info
    trap mach_wait_until, MACH_TRAP_wait_until
    trap mach_msg_trap, MACH_TRAP_msg
    trap mach_msg_overwrite_trap, MACH_TRAP_msg_overwrite

// The trap keeps all registers but x0.
    .globl mach_msg
    .type mach_msg, %function
mach_msg:
    mov x9, x0
    mov x8, #-(MACH_TRAP_msg)
    svc #0
    cbnz w0, 1f
    ret
1:  mov w6, w0
    mov x0, x9
    b mach_msg_unsuccessful
    .size mach_msg, . - mach_msg

    .section .note.GNU-stack, "", %progbits
