// Exceptions and interrupts (Intel SDM 3A chapter 6). From user mode the processor pushes into the current thread's frame (TSS.rsp0
// is the end of that frame's trap part); from the kernel, which takes interrupts only while it idles or lets them in (long_work) and page faults only while it
// copies, onto the stack it is on.

#include "entry.h"
#include <machine/patch.h>

    .section .text.entry, "ax"

// One entry of 16 bytes for each vector, so that the table of gates needs no table of addresses.
    .globl machine_vectors
    .balign 16
machine_vectors:
    .set vector, 0
    .rept 256
    .balign 16
    .if vector != 8 && vector != 10 && vector != 11 && vector != 12 && vector != 13 && vector != 14 \
        && vector != 17 && vector != 21 && vector != 29 && vector != 30
    pushq $0
    .endif
    pushq $vector
    jmp enter
    .set vector, vector + 1
    .endr

    .balign 16
enter:
    testb $3, FRAME_CS - FRAME_KIND(%rsp)
    jz enter_kernel
    swapgs
    PUSH_REGISTERS
    USER_ACCESS_END                     // a user may have left AC set
    cld
    movq %rsp, %rdi
    movq %gs:CPU_STACK_TOP, %rsp
    xorl %ebp, %ebp
    call machine_trap_user
    jmp machine_return

enter_kernel:
    PUSH_REGISTERS
    USER_ACCESS_END
    cld
    movq %rsp, %rdi
    movq FRAME_RBP(%rsp), %rbp
    call machine_trap_kernel
    POP_REGISTERS
    addq $16, %rsp
    iretq

// NMI comes from anywhere, on its own stack, and touches no register of the interrupted code and no GS base: it only asks
// whether this processor is to stop.
    .globl machine_entry_nmi
    .balign 16
machine_entry_nmi:
    cmpb $0, machine_halting(%rip)
    jne 1f
    iretq
1:  hlt
    jmp 1b

// Double fault and machine check: the end. They may find a user GS base, hence the look at the sign of IA32_GS_BASE.
    .globl machine_entry_double_fault, machine_entry_machine_check
    .balign 16
machine_entry_double_fault:
    pushq $8
    jmp fatal
machine_entry_machine_check:
    pushq $0
    pushq $18
fatal:
    PUSH_REGISTERS
    movl $0xc0000101, %ecx
    rdmsr
    testl %edx, %edx
    js 2f
    swapgs
2:  cld
    movq %rsp, %rdi
    call machine_trap_fatal
    ud2

    .section .note.GNU-stack, "", @progbits
