/** \file
 * The kernel's half of the address space, selectors, and numbers that assembly shares with C++.
 * Facts that have a C++ counterpart are asserted in layout_check.cpp.
 *
 *     ffff800000000000  direct map of RAM, 16 TiB
 *     ffffc00000000000  kernel mappings made at run time (vm_kern), 512 GiB
 *     ffffffff40000000  device registers and processor stacks, 1 GiB
 *     ffffffff80200000  kernel image
 *
 * That is how it is linked, and with `nokaslr`. Otherwise each is put somewhere else at boot
 * (<kern/address_layout.hpp>), and only the limits below hold.
 */
#ifndef MACHINE_LAYOUT_H
#define MACHINE_LAYOUT_H

#define DIRECT_MAP_BASE 0xffff800000000000
#define DIRECT_MAP_SIZE 0x0000100000000000
#define KERNEL_MAP_BEGIN 0xffffc00000000000
#define KERNEL_MAP_SIZE 0x0000008000000000
#define WINDOW_BASE 0xffffffff40000000
#define WINDOW_SIZE 0x40000000
#define IMAGE_BASE 0xffffffff80200000
/** Where boot loaders put the image: below what firmware and boot loaders of any kind use. */
#define IMAGE_PHYSICAL 0x200000

/** A processor's kernel stack, and its stack for NMI, double fault and machine check; an unmapped
 * page stands below each. */
#define KERNEL_STACK_SIZE 16384
#define CRITICAL_STACK_SIZE 8192

/** Selectors. SYSCALL and SYSRET want kernel data behind kernel code, and user code behind user
 * data (SDM 3A 5.8.8). */
#define KERNEL_CS 0x08
#define KERNEL_DS 0x10
#define USER_DS 0x1b
#define USER_CS 0x23
#define TSS_SELECTOR 0x28

/** struct frame. The last five words of the trap part are pushed by the processor, which aligns
 * their end to 16 bytes. */
#define FRAME_R15 0
#define FRAME_R14 8
#define FRAME_R13 16
#define FRAME_R12 24
#define FRAME_RBP 32
#define FRAME_RBX 40
#define FRAME_R11 48
#define FRAME_R10 56
#define FRAME_R9 64
#define FRAME_R8 72
#define FRAME_RAX 80
#define FRAME_RCX 88
#define FRAME_RDX 96
#define FRAME_RSI 104
#define FRAME_RDI 112
#define FRAME_KIND 120
#define FRAME_ERROR 128
#define FRAME_RIP 136
#define FRAME_CS 144
#define FRAME_RFLAGS 152
#define FRAME_RSP 160
#define FRAME_SS 168
#define FRAME_TRAP_SIZE 176

/** frame.kind: a vector number, or this for a frame saved by SYSCALL, whose rcx and r11 are lost.
 */
#define FRAME_KIND_SYSCALL 256

/** struct cpu_local */
#define CPU_CURRENT_FRAME 0
#define CPU_STACK_TOP 8
#define CPU_SCRATCH 16
#define CPU_EMULATION_ENTRY 24
#define CPU_EMULATION_BLOCK 32
#define CPU_EMULATION_LIMIT 40
#define CPU_SELF 48
#define CPU_NUMBER 56

/** mach_emulation_block_t, <mach/emulation.h> */
#define BLOCK_RETURN_PC 0
#define BLOCK_RETURN_FLAGS 8

/** VM_PROT_EXECUTE, which assembly passes to trap_page_fault. */
#define PROT_EXECUTE 4

#define RFLAGS_IF 0x200
/** What SYSCALL clears: CF PF AF ZF SF stay harmless, the rest must not reach the kernel. */
#define RFLAGS_SYSCALL_MASK 0x257fd5

/** Vectors; 0 to 31 are exceptions, 32 to 47 catch a legacy interrupt controller's spurious ones.
 */
/** Below all others: a processor that signals itself to go on with the kernel's work lets them in
 * first. A spurious interrupt that looks like it does no harm. */
#define VECTOR_RESCHEDULE 47
#define VECTOR_DEVICE_FIRST 48
#define VECTOR_DEVICE_LAST 239
#define VECTOR_TIMER 240
#define VECTOR_TLB 242
#define VECTOR_SPURIOUS 255

#endif
