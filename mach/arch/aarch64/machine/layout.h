/** \file
 * The kernel's half of the address space (TTBR1, 48 bits), and numbers that assembly shares with
 * C++. Facts that have a C++ counterpart are asserted in layout_check.cpp.
 *
 *     ffff800000000000  direct map of RAM, 16 TiB
 *     ffffc00000000000  kernel mappings made at run time (vm_kern), 512 GiB
 *     ffffffff40000000  device registers, processor stacks, and early the device tree: 1 GiB
 *     ffffffff80000000  kernel image
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
#define IMAGE_BASE 0xffffffff80000000
/** Last-level tables for the image: 8 MiB, which need not begin at a multiple of 2 MiB. */
#define IMAGE_TABLES 5

/** A processor's kernel stack; an unmapped page stands below each. */
#define KERNEL_STACK_SIZE 16384

/** Indices into MAIR_EL1. */
#define MAIR_NORMAL 0   /* write-back, read and write allocate */
#define MAIR_DEVICE 1   /* Device-nGnRE */
#define MAIR_UNCACHED 2 /* Normal non-cacheable */
#define MAIR_VALUE 0x4404ff

/** struct frame */
#define FRAME_X(n) ((n) * 8)
#define FRAME_SP 248
#define FRAME_PC 256
#define FRAME_PSTATE 264
#define FRAME_TLS 272
#define FRAME_EMULATION_ENTRY 280
#define FRAME_EMULATION_BLOCK 288
#define FRAME_EMULATION_LIMIT 296
#define FRAME_SIZE 304

/** struct kernel_frame, pushed by an exception in the kernel */
#define KERNEL_FRAME_SIZE 272 /* x0 to x30, pc, pstate */

/** struct cpu_local */
#define CPU_STACK_TOP 8
#define CPU_SCRATCH 16

/** mach_emulation_block_t, <mach/emulation.h> */
#define BLOCK_RETURN_PC 0
#define BLOCK_RETURN_FLAGS 8
#define BLOCK_RETURN_X8 32
#define BLOCK_RETURN_X16 40

#endif
