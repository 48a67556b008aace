/** \file
 * Numbers of the kernel's half of the address space, as on both architectures.
 */
#ifndef MACHINE_LAYOUT_H
#define MACHINE_LAYOUT_H

#define DIRECT_MAP_BASE 0xffff800000000000
#define DIRECT_MAP_SIZE 0x0000100000000000
#define KERNEL_MAP_BEGIN 0xffffc00000000000
#define KERNEL_MAP_SIZE 0x0000008000000000
#define WINDOW_BASE 0xffffffff40000000
#define IMAGE_BASE 0xffffffff80000000

#endif
