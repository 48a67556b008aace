// System calls: SYSCALL and SYSRET (Intel SDM 2B; 3A 5.8.8). rcx holds the user's rip, r11 its rflags; IA32_FMASK has cleared the
// dangerous flags. The stack is still the user's, so nothing may fault before it is changed.

#include "entry.h"
#include <mach/traps.h>
#include <machine/patch.h>

    .section .text.entry, "ax"

// Saves the user's registers in the frame that rsp points to, and goes to the kernel's stack.
    .macro SAVE_TRAP
    movq %r15, FRAME_R15(%rsp)
    movq %r14, FRAME_R14(%rsp)
    movq %r13, FRAME_R13(%rsp)
    movq %r12, FRAME_R12(%rsp)
    movq %rbp, FRAME_RBP(%rsp)
    movq %rbx, FRAME_RBX(%rsp)
    movq %r10, FRAME_R10(%rsp)
    movq %r9, FRAME_R9(%rsp)
    movq %r8, FRAME_R8(%rsp)
    movq %rax, FRAME_RAX(%rsp)
    movq %rdx, FRAME_RDX(%rsp)
    movq %rsi, FRAME_RSI(%rsp)
    movq %rdi, FRAME_RDI(%rsp)
    movq $FRAME_KIND_SYSCALL, FRAME_KIND(%rsp)
    movq %rcx, FRAME_RIP(%rsp)
    movq %r11, FRAME_RFLAGS(%rsp)
    movq %gs:CPU_SCRATCH, %rax
    movq %rax, FRAME_RSP(%rsp)
    movq %gs:CPU_STACK_TOP, %rsp
    xorl %ebp, %ebp
    .endm

// To user mode with the frame in rax, which is current_frame. Only what SYSCALL has saved and nothing but the kernel's own rewinding
// has changed goes back by SYSRET, which would fault in the kernel, with the user's stack, if rcx were not canonical.
    .macro RETURN
    cmpl $FRAME_KIND_SYSCALL, FRAME_KIND(%rax)
    jne machine_return_full
    movq FRAME_RIP(%rax), %rcx
    movq FRAME_R15(%rax), %r15
    movq FRAME_R14(%rax), %r14
    movq FRAME_R13(%rax), %r13
    movq FRAME_R12(%rax), %r12
    movq FRAME_RBP(%rax), %rbp
    movq FRAME_RBX(%rax), %rbx
    movq FRAME_R10(%rax), %r10
    movq FRAME_R9(%rax), %r9
    movq FRAME_R8(%rax), %r8
    movq FRAME_RDX(%rax), %rdx
    movq FRAME_RSI(%rax), %rsi
    movq FRAME_RDI(%rax), %rdi
    movq FRAME_RFLAGS(%rax), %r11
    movq FRAME_RSP(%rax), %rsp
    movq FRAME_RAX(%rax), %rax
    swapgs
    sysretq
    .endm

// The redirect: a non-negative number from below the emulation library goes on in the library (<mach/emulation.h>), 18 instructions.
    .globl machine_entry_syscall
    .balign 64
machine_entry_syscall:
    swapgs
    movq %rsp, %gs:CPU_SCRATCH
    testq %rax, %rax
    js trap
    cmpq %gs:CPU_EMULATION_LIMIT, %rcx
    jae trap
    movq %gs:CPU_STACK_TOP, %rsp
    pushq %r11
    movq %gs:CPU_EMULATION_BLOCK, %r11
    USER_ACCESS_BEGIN
    FIXUP redirect_failed, 0
    movq %rcx, BLOCK_RETURN_PC(%r11)
    FIXUP redirect_failed, 0
    popq BLOCK_RETURN_FLAGS(%r11)
    USER_ACCESS_END
    movq -8(%rsp), %r11                 // nothing has been pushed since: interrupts are off, NMI has its own stack
    movq %gs:CPU_EMULATION_ENTRY, %rcx
    movq %gs:CPU_SCRATCH, %rsp
    swapgs
    sysretq

// The block is not writable at once: the kernel proper does it, by the slow way.
redirect_failed:
    USER_ACCESS_END
    popq %r11

trap:
    movq %gs:CPU_CURRENT_FRAME, %rsp
    cmpq $-MACH_TRAP_msg, %rax
    jne other
    SAVE_TRAP
    call trap_message

    .globl machine_return
machine_return:
    RETURN

other:
    cmpq $-MACH_TRAP_host_self, %rax
    jb system_call
    cmpq $-MACH_TRAP_thread_self, %rax
    jbe name
system_call:
    SAVE_TRAP
    call trap_syscall
    RETURN

// The names of oneself. trap_name keeps every register but r11.
name:
    movq %r11, FRAME_RFLAGS(%rsp)
    movq %rdi, FRAME_RDI(%rsp)
    movl %eax, %edi
    movq %gs:CPU_STACK_TOP, %rsp
    call trap_name
    movq %gs:CPU_CURRENT_FRAME, %rsp
    movq FRAME_RFLAGS(%rsp), %r11
    testl %eax, %eax
    jz unnamed
    movq FRAME_RDI(%rsp), %rdi
    movq %gs:CPU_SCRATCH, %rsp
    swapgs
    sysretq
unnamed:
    movslq %edi, %rax
    movq FRAME_RDI(%rsp), %rdi
    jmp system_call

// Every register, by IRET, which had better not find an address beyond user space either: it counts as an instruction fetch that
// failed.
machine_return_full:
    movq FRAME_RIP(%rax), %rcx
    movq %rcx, %rdx
    shrq $47, %rdx
    jnz bad_address
    movq %rax, %rsp
    POP_REGISTERS
    addq $16, %rsp
    swapgs
    iretq

bad_address:
    movq %rax, %rdi
    movq %rcx, %rsi
    movl $PROT_EXECUTE, %edx
    call trap_page_fault
    jmp machine_return

    .globl machine_enter_user
machine_enter_user:
    movq %gs:CPU_STACK_TOP, %rsp
    movq %rdi, %rax
    jmp machine_return

    .section .note.GNU-stack, "", @progbits
