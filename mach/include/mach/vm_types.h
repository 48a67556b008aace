/** \file
 * Types and constants of virtual memory and memory objects.
 */
#ifndef MACH_VM_TYPES_H
#define MACH_VM_TYPES_H

#include <stdint.h>

typedef uint64_t mach_vm_address_t;
typedef uint64_t mach_vm_size_t;
typedef uint64_t mach_vm_offset_t;
typedef uint64_t memory_object_offset_t;
typedef uint64_t memory_object_size_t;

typedef int vm_prot_t;
#define VM_PROT_NONE 0
#define VM_PROT_READ 1
#define VM_PROT_WRITE 2
#define VM_PROT_EXECUTE 4
#define VM_PROT_ALL 7
#define VM_PROT_DEFAULT 3

typedef uint32_t vm_inherit_t;
#define VM_INHERIT_SHARE 0u
#define VM_INHERIT_COPY 1u
#define VM_INHERIT_NONE 2u

/* mach_vm_allocate, mach_vm_map: flags */
#define VM_FLAGS_FIXED 0x0
#define VM_FLAGS_ANYWHERE 0x1
#define VM_FLAGS_OVERWRITE 0x4000 /* with FIXED: replace what is mapped there */

typedef int memory_object_copy_strategy_t;
#define MEMORY_OBJECT_COPY_NONE 0
#define MEMORY_OBJECT_COPY_CALL 1
#define MEMORY_OBJECT_COPY_DELAY 2
#define MEMORY_OBJECT_COPY_TEMPORARY 3
typedef int memory_object_return_t;
#define MEMORY_OBJECT_RETURN_NONE 0
#define MEMORY_OBJECT_RETURN_DIRTY 1
#define MEMORY_OBJECT_RETURN_ALL 2

#define MACH_PAGE_SHIFT 12
#define MACH_PAGE_SIZE 4096u
#define MACH_PAGE_MASK (MACH_PAGE_SIZE - 1)
/** User addresses are [MACH_VM_MIN_ADDRESS, MACH_VM_MAX_ADDRESS), the same on every architecture. */
#define MACH_VM_MIN_ADDRESS 0x1000ull
#define MACH_VM_MAX_ADDRESS 0x00007ffffffff000ull

#endif
