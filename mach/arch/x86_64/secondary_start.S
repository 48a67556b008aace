// Where started processors begin: real mode, on a page below 1 MiB that this code has been copied to (Intel SDM 3A 9.4). Paging and
// protection are turned on together, straight into long mode, with a root that maps this page at its own address. The parameters at
// the end of the page are struct start_parameters of secondary.cpp.

#include <machine/layout.h>

#define PARAMETERS (4096 - 64)
#define ROOT (PARAMETERS + 0)
#define FINAL_ROOT (PARAMETERS + 8)
#define STACK_TOP (PARAMETERS + 16)
#define ENTRY (PARAMETERS + 24)
#define NUMBER (PARAMETERS + 32)
#define FAR_POINTER (PARAMETERS + 36)
#define DESCRIPTORS (PARAMETERS + 42)
#define EXTENDED_FEATURES (PARAMETERS + 48)
#define LEAVE (PARAMETERS + 56)

    .section .rodata.secondary, "a"
    .globl secondary_start_begin, secondary_start_end
    .balign 16
    .code16
secondary_start_begin:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl DESCRIPTORS
    movl $0xa0, %eax                    // PAE, PGE
    movl %eax, %cr4
    movl ROOT, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx
    movl EXTENDED_FEATURES, %eax
    andl $~0x400, %eax                  // LMA is the processor's to set
    xorl %edx, %edx
    wrmsr
    movl $0x80010031, %eax
    movl %eax, %cr0
    ljmpl *FAR_POINTER

    .code64
long_mode:
    leaq secondary_start_begin(%rip), %rbx
    movl $KERNEL_DS, %eax
    movl %eax, %ss
    movl %eax, %ds
    movl %eax, %es
    movq STACK_TOP(%rbx), %rsp
    movl NUMBER(%rbx), %edi
    movq ENTRY(%rbx), %rax
    movq FINAL_ROOT(%rbx), %rcx
    pushq %rax
    xorl %ebp, %ebp
    jmp *LEAVE(%rbx)

    .balign 8
descriptors:
    .quad 0
    .quad 0x00af9b000000ffff            // KERNEL_CS
    .quad 0x00cf93000000ffff            // KERNEL_DS
secondary_start_end:

    .balign 4
    .globl secondary_long_mode_offset, secondary_descriptors_offset
secondary_long_mode_offset:
    .long long_mode - secondary_start_begin
secondary_descriptors_offset:
    .long descriptors - secondary_start_begin

// At the kernel's own address: the start page is about to vanish.
    .section .text.entry, "ax"
    .globl leave_start_page
leave_start_page:
    movq %rcx, %cr3
    popq %rax
    call *%rax
    ud2

    .section .note.GNU-stack, "", @progbits
