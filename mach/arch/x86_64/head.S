// From the boot loader's state to C++ at the kernel's own addresses. Both protocols give 32-bit protected mode without paging, flat
// segments, interrupts off:
//   Multiboot2 specification 2.0, 3.3: eax 0x36d76289, ebx physical address of the boot information.
//   PVH (Xen docs/misc/pvh.pandoc): ebx physical address of struct hvm_start_info; entered through the note.
// Long mode as in Intel SDM 3A 10.8.5. The boot tables map the first 4 GiB at 0. There boot_layout.cpp, still at the image's physical
// address, decides where the kernel is to be, and adds it; memory_map.cpp builds the real tables.

#include <machine/layout.h>

#define CR0_PE_ET_NE_WP_PG 0x80010031
#define CR4_PAE_OSFXSR 0x220             // clear_page stores by SSE
#define MSR_EFER 0xc0000080
#define EFER_SCE_LME 0x101
#define PAGE_LARGE 0x83
#define PAGE_TABLE 0x3

    .section .multiboot2, "a"
    .balign 8
multiboot2_header:
    .long 0xe85250d6, 0, multiboot2_header_end - multiboot2_header
    .long -(0xe85250d6 + (multiboot2_header_end - multiboot2_header))
    // Modules page-aligned.
    .short 6, 0
    .long 8
    .short 0, 0
    .long 8
multiboot2_header_end:

    .section .note.pvh, "a", @note
    .balign 4
    .long 4, 8, 18                      // name size, descriptor size, XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .quad physical_pvh_entry

    .section .text.boot, "ax"
    .code32
    .globl pvh_entry
pvh_entry:
    xorl %eax, %eax
    .globl multiboot2_entry
multiboot2_entry:
    cli
    cld
    movl %eax, %edi
    movl %ebx, %esi

    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb no_long_mode
    movl $0x80000001, %eax
    cpuid
    btl $29, %edx
    jnc no_long_mode
    movl %edx, %ebp                     // bit 20: NX

    // 2048 large pages.
    movl $physical_boot_directories, %ebx
    movl $PAGE_LARGE, %eax
    xorl %ecx, %ecx
1:  movl %eax, (%ebx, %ecx, 8)
    movl $0, 4(%ebx, %ecx, 8)
    addl $0x200000, %eax
    incl %ecx
    cmpl $2048, %ecx
    jne 1b
    movl $physical_boot_directories + PAGE_TABLE, %eax
    movl $physical_boot_pointers, %ebx
    xorl %ecx, %ecx
2:  movl %eax, (%ebx, %ecx, 8)
    addl $4096, %eax
    incl %ecx
    cmpl $4, %ecx
    jne 2b
    movl $physical_boot_pointers + PAGE_TABLE, physical_boot_root

    movl $physical_boot_root, %eax
    movl %eax, %cr3
    movl $CR4_PAE_OSFXSR, %eax
    movl %eax, %cr4
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_SCE_LME, %eax
    btl $20, %ebp
    jnc 3f
    orl $0x800, %eax                    // NXE
3:  wrmsr
    movl $CR0_PE_ET_NE_WP_PG, %eax
    movl %eax, %cr0
    lgdtl physical_boot_gdt_pointer
    ljmpl $KERNEL_CS, $physical_long_mode

no_long_mode:
    movl $physical_no_long_mode_text, %esi
4:  lodsb
    testb %al, %al
    jz 5f
    movb %al, %bl
    movw $0x3fd, %dx
6:  inb %dx, %al
    testb $0x20, %al
    jz 6b
    movb %bl, %al
    movw $0x3f8, %dx
    outb %al, %dx
    jmp 4b
5:  hlt
    jmp 5b

    .code64
    .globl long_mode
long_mode:
    movw $KERNEL_DS, %ax
    movw %ax, %ss
    movw %ax, %ds
    movw %ax, %es
    xorl %eax, %eax
    movw %ax, %fs
    movw %ax, %gs
    leaq boot_stack_end(%rip), %rsp
    xorl %ebp, %ebp
    movl %edi, %edi
    movl %esi, %esi
    call choose_layout                  // (protocol magic, physical address of its information) -> where this very image is, above here
    leaq long_mode_high(%rip), %rcx
    addq %rax, %rcx
    jmp *%rcx
long_mode_high:
    leaq boot_stack_end(%rip), %rsp
    call machine_boot
    ud2

    .section .rodata.boot, "a"
    .balign 8
    .globl boot_gdt, boot_gdt_pointer, no_long_mode_text
boot_gdt:
    .quad 0
    .quad 0x00af9b000000ffff            // KERNEL_CS
    .quad 0x00cf93000000ffff            // KERNEL_DS
boot_gdt_pointer:
    .short boot_gdt_pointer - boot_gdt - 1
    .long physical_boot_gdt
no_long_mode_text:
    .asciz "panic: this processor has no 64-bit mode\r\n"

    .section .bss.boot, "aw", @nobits
    .balign 4096
    .globl boot_root, boot_pointers, boot_directories
boot_root: .skip 4096
boot_pointers: .skip 4096
boot_directories: .skip 4 * 4096

    .section .note.GNU-stack, "", @progbits
