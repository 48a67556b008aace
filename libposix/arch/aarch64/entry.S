/* The ways into the library and out of it (<mach/emulation.h>). All of an application's registers stand in the block, so that
 * the way out can begin anew at any point: nothing is on the stack. */

    .equ RETURN_PC, 0
    .equ INTERRUPT_PENDING, 16
    .equ RETURN_X8, 32
    .equ STACK_TOP, 56
    .equ REGISTERS, 64
    .equ STACK_POINTER, 312
    .equ CALL_NUMBER, 320
    .equ TRAP_EMULATION_RETURN, -48

    /* x16 = block; leaves x0 to x2 free. */
    .macro save_common
    stp x0, x1, [x16, #REGISTERS]
    stp x2, x3, [x16, #REGISTERS + 16]
    stp x4, x5, [x16, #REGISTERS + 32]
    stp x6, x7, [x16, #REGISTERS + 48]
    stp x8, x9, [x16, #REGISTERS + 64]
    stp x10, x11, [x16, #REGISTERS + 80]
    stp x12, x13, [x16, #REGISTERS + 96]
    stp x14, x15, [x16, #REGISTERS + 112]
    stp x16, x17, [x16, #REGISTERS + 128]
    stp x18, x19, [x16, #REGISTERS + 144]
    stp x20, x21, [x16, #REGISTERS + 160]
    stp x22, x23, [x16, #REGISTERS + 176]
    stp x24, x25, [x16, #REGISTERS + 192]
    stp x26, x27, [x16, #REGISTERS + 208]
    stp x28, x29, [x16, #REGISTERS + 224]
    mov x0, sp
    stp x30, x0, [x16, #REGISTERS + 240]
    ldr x0, [x16, #STACK_TOP]
    mov sp, x0
    mov x29, #0
    mov x30, #0
    .endm

    .text
    .globl posix_syscall_entry
    .type posix_syscall_entry, %function
posix_syscall_entry:
    save_common
    mov x0, x16
    bl posix_system_call
    .size posix_syscall_entry, . - posix_syscall_entry
    /* falls through */

    .globl posix_exit_start
    .type posix_exit_start, %function
posix_exit_start:
    mrs x16, tpidrro_el0
    ldr w0, [x16, #INTERRUPT_PENDING]
    cbnz w0, posix_handle_interrupt
    ldp x30, x0, [x16, #REGISTERS + 240]
    mov sp, x0
    ldr x0, [x16, #REGISTERS + 64]
    str x0, [x16, #RETURN_X8]
    ldp x0, x1, [x16, #REGISTERS]
    ldp x2, x3, [x16, #REGISTERS + 16]
    ldp x4, x5, [x16, #REGISTERS + 32]
    ldp x6, x7, [x16, #REGISTERS + 48]
    ldr x9, [x16, #REGISTERS + 72]
    ldp x10, x11, [x16, #REGISTERS + 80]
    ldp x12, x13, [x16, #REGISTERS + 96]
    ldp x14, x15, [x16, #REGISTERS + 112]
    ldr x17, [x16, #REGISTERS + 136]
    ldp x18, x19, [x16, #REGISTERS + 144]
    ldp x20, x21, [x16, #REGISTERS + 160]
    ldp x22, x23, [x16, #REGISTERS + 176]
    ldp x24, x25, [x16, #REGISTERS + 192]
    ldp x26, x27, [x16, #REGISTERS + 208]
    ldp x28, x29, [x16, #REGISTERS + 224]
    mov x8, #TRAP_EMULATION_RETURN
    svc #0
    .globl posix_exit_end
posix_exit_end:
    .size posix_exit_start, . - posix_exit_start

    .globl posix_interrupt_entry
    .type posix_interrupt_entry, %function
posix_interrupt_entry:
    save_common
    mov x0, #-1
    str x0, [x16, #CALL_NUMBER]
    .size posix_interrupt_entry, . - posix_interrupt_entry
    /* falls through */

    .type posix_handle_interrupt, %function
posix_handle_interrupt:
    mrs x0, tpidrro_el0
    ldr x1, [x0, #STACK_TOP]
    mov sp, x1
    mov x29, #0
    bl posix_interrupted
    b posix_exit_start
    .size posix_handle_interrupt, . - posix_handle_interrupt

/* First instruction of a new thread: x0 = its block. */
    .globl posix_thread_entry
    .type posix_thread_entry, %function
posix_thread_entry:
    mov x29, #0
    bl posix_thread_begin
    b posix_exit_start
    .size posix_thread_entry, . - posix_thread_entry

/* First instruction of the first task, on the boot stack. */
    .globl posix_boot_entry
    .type posix_boot_entry, %function
posix_boot_entry:
    mov x29, #0
    bl posix_boot
    b posix_exit_start
    .size posix_boot_entry, . - posix_boot_entry

/* long posix_checkpoint(checkpoint *): saves what a function must preserve, vector state and the thread pointer included; returns 0,
 * and once more in the forked child through posix_fork_entry, there with the child's pid. */
    .globl posix_checkpoint
    .type posix_checkpoint, %function
posix_checkpoint:
    .arch_extension fp
    .arch_extension simd
    stp q0, q1, [x0, #0]
    stp q2, q3, [x0, #32]
    stp q4, q5, [x0, #64]
    stp q6, q7, [x0, #96]
    stp q8, q9, [x0, #128]
    stp q10, q11, [x0, #160]
    stp q12, q13, [x0, #192]
    stp q14, q15, [x0, #224]
    stp q16, q17, [x0, #256]
    stp q18, q19, [x0, #288]
    stp q20, q21, [x0, #320]
    stp q22, q23, [x0, #352]
    stp q24, q25, [x0, #384]
    stp q26, q27, [x0, #416]
    stp q28, q29, [x0, #448]
    stp q30, q31, [x0, #480]
    add x1, x0, #512
    stp x19, x20, [x1, #0]
    stp x21, x22, [x1, #16]
    stp x23, x24, [x1, #32]
    stp x25, x26, [x1, #48]
    stp x27, x28, [x1, #64]
    stp x29, x30, [x1, #80]
    mov x2, sp
    mrs x3, tpidr_el0
    stp x2, x3, [x1, #96]
    mrs x2, fpcr
    mrs x3, fpsr
    stp x2, x3, [x1, #112]
    mov x0, #0
    ret
    .size posix_checkpoint, . - posix_checkpoint

/* The child: sp = its copy of the checkpoint, x0 = its pid. */
    .globl posix_fork_entry
    .type posix_fork_entry, %function
posix_fork_entry:
    mov x4, sp
    ldp q0, q1, [x4, #0]
    ldp q2, q3, [x4, #32]
    ldp q4, q5, [x4, #64]
    ldp q6, q7, [x4, #96]
    ldp q8, q9, [x4, #128]
    ldp q10, q11, [x4, #160]
    ldp q12, q13, [x4, #192]
    ldp q14, q15, [x4, #224]
    ldp q16, q17, [x4, #256]
    ldp q18, q19, [x4, #288]
    ldp q20, q21, [x4, #320]
    ldp q22, q23, [x4, #352]
    ldp q24, q25, [x4, #384]
    ldp q26, q27, [x4, #416]
    ldp q28, q29, [x4, #448]
    ldp q30, q31, [x4, #480]
    add x1, x4, #512
    ldp x19, x20, [x1, #0]
    ldp x21, x22, [x1, #16]
    ldp x23, x24, [x1, #32]
    ldp x25, x26, [x1, #48]
    ldp x27, x28, [x1, #64]
    ldp x29, x30, [x1, #80]
    ldp x2, x3, [x1, #112]
    msr fpcr, x2
    msr fpsr, x3
    ldp x2, x3, [x1, #96]
    msr tpidr_el0, x3
    mov sp, x2
    ret
    .size posix_fork_entry, . - posix_fork_entry

    .section .note.GNU-stack, "", %progbits
