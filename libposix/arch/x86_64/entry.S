/* The ways into the library and out of it (<mach/emulation.h>). All of an application's registers stand in the block, so that
 * the way out can begin anew at any point: nothing is on the stack. */

    .equ RETURN_PC, 0
    .equ RETURN_FLAGS, 8
    .equ INTERRUPT_PENDING, 16
    .equ SELF, 24
    .equ STACK_TOP, 56
    .equ REGISTERS, 64
    .equ CALL_NUMBER, 192

    .macro save_common
    movq %rsp, %gs:REGISTERS+120
    movq %r8, %gs:REGISTERS+0
    movq %r9, %gs:REGISTERS+8
    movq %r10, %gs:REGISTERS+16
    movq %r11, %gs:REGISTERS+24
    movq %r12, %gs:REGISTERS+32
    movq %r13, %gs:REGISTERS+40
    movq %r14, %gs:REGISTERS+48
    movq %r15, %gs:REGISTERS+56
    movq %rdi, %gs:REGISTERS+64
    movq %rsi, %gs:REGISTERS+72
    movq %rbp, %gs:REGISTERS+80
    movq %rbx, %gs:REGISTERS+88
    movq %rdx, %gs:REGISTERS+96
    movq %rax, %gs:REGISTERS+104
    movq %rcx, %gs:REGISTERS+112
    .endm

    .text
    .globl posix_syscall_entry
    .type posix_syscall_entry, @function
posix_syscall_entry:
    save_common
    movq %r11, %gs:RETURN_FLAGS
    movq %gs:STACK_TOP, %rsp
    movq %gs:SELF, %rdi
    xorl %ebp, %ebp
    cld
    call posix_system_call
    .size posix_syscall_entry, . - posix_syscall_entry
    /* falls through */

    .globl posix_exit_start
    .type posix_exit_start, @function
posix_exit_start:
    cmpl $0, %gs:INTERRUPT_PENDING
    jne posix_handle_interrupt
    movq %gs:STACK_TOP, %rsp
    pushq %gs:RETURN_FLAGS
    popfq
    movq %gs:REGISTERS+0, %r8
    movq %gs:REGISTERS+8, %r9
    movq %gs:REGISTERS+16, %r10
    movq %gs:REGISTERS+24, %r11
    movq %gs:REGISTERS+32, %r12
    movq %gs:REGISTERS+40, %r13
    movq %gs:REGISTERS+48, %r14
    movq %gs:REGISTERS+56, %r15
    movq %gs:REGISTERS+64, %rdi
    movq %gs:REGISTERS+72, %rsi
    movq %gs:REGISTERS+80, %rbp
    movq %gs:REGISTERS+88, %rbx
    movq %gs:REGISTERS+96, %rdx
    movq %gs:REGISTERS+104, %rax
    movq %gs:REGISTERS+112, %rcx
    movq %gs:REGISTERS+120, %rsp
    jmpq *%gs:RETURN_PC
    .globl posix_exit_end
posix_exit_end:
    .size posix_exit_start, . - posix_exit_start

    .globl posix_interrupt_entry
    .type posix_interrupt_entry, @function
posix_interrupt_entry:
    save_common
    movq $-1, %gs:CALL_NUMBER
    .size posix_interrupt_entry, . - posix_interrupt_entry
    /* falls through */

    .type posix_handle_interrupt, @function
posix_handle_interrupt:
    movq %gs:STACK_TOP, %rsp
    movq %gs:SELF, %rdi
    xorl %ebp, %ebp
    cld
    call posix_interrupted
    jmp posix_exit_start
    .size posix_handle_interrupt, . - posix_handle_interrupt

/* First instruction of a new thread: rdi = its block. */
    .globl posix_thread_entry
    .type posix_thread_entry, @function
posix_thread_entry:
    xorl %ebp, %ebp
    call posix_thread_begin
    jmp posix_exit_start
    .size posix_thread_entry, . - posix_thread_entry

/* First instruction of the first task, on the boot stack. */
    .globl posix_boot_entry
    .type posix_boot_entry, @function
posix_boot_entry:
    xorl %ebp, %ebp
    call posix_boot
    jmp posix_exit_start
    .size posix_boot_entry, . - posix_boot_entry

/* long posix_checkpoint(checkpoint *): saves what a function must preserve, vector state included; returns 0, and once more in the
 * forked child through posix_fork_entry, there with the child's pid. */
    .globl posix_checkpoint
    .type posix_checkpoint, @function
posix_checkpoint:
    fxsave64 0(%rdi)
    movq %rbx, 512(%rdi)
    movq %rbp, 520(%rdi)
    movq %r12, 528(%rdi)
    movq %r13, 536(%rdi)
    movq %r14, 544(%rdi)
    movq %r15, 552(%rdi)
    movq (%rsp), %rax
    movq %rax, 560(%rdi)
    leaq 8(%rsp), %rax
    movq %rax, 568(%rdi)
    xorl %eax, %eax
    ret
    .size posix_checkpoint, . - posix_checkpoint

/* The child: rsp = its copy of the checkpoint, rdi = its pid. */
    .globl posix_fork_entry
    .type posix_fork_entry, @function
posix_fork_entry:
    movq %rdi, %rax
    movq %rsp, %rdi
    fxrstor64 0(%rdi)
    movq 512(%rdi), %rbx
    movq 520(%rdi), %rbp
    movq 528(%rdi), %r12
    movq 536(%rdi), %r13
    movq 544(%rdi), %r14
    movq 552(%rdi), %r15
    movq 568(%rdi), %rsp
    jmpq *560(%rdi)
    .size posix_fork_entry, . - posix_fork_entry

    .section .note.GNU-stack, "", @progbits
