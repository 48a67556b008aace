/** \file
 * Types and constants of virtual memory and memory objects.
 */
#ifndef MACH_VM_TYPES_H
#define MACH_VM_TYPES_H

#include <mach/std_types.h>

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
#define VM_INHERIT_LAST_VALID VM_INHERIT_NONE

/* mach_vm_allocate, mach_vm_map: flags */
#define VM_FLAGS_FIXED 0x0
#define VM_FLAGS_ANYWHERE 0x1
#define VM_FLAGS_OVERWRITE 0x4000 /* with FIXED: replace what is mapped there */
/* mach_vm_map: to touch a page that a pager would have to be asked for is KERN_MEMORY_ERROR here,
 * and nobody waits; memory copied from here by the kernel (out of line) is waited for all the same.
 * For a pager that maps what it pages. */
#define VM_FLAGS_RESIDENT 0x8000

typedef int memory_object_copy_strategy_t;
#define MEMORY_OBJECT_COPY_NONE 0
#define MEMORY_OBJECT_COPY_CALL 1
#define MEMORY_OBJECT_COPY_DELAY 2
#define MEMORY_OBJECT_COPY_TEMPORARY 3
typedef int memory_object_return_t;
#define MEMORY_OBJECT_RETURN_NONE 0
#define MEMORY_OBJECT_RETURN_DIRTY 1
#define MEMORY_OBJECT_RETURN_ALL 2

/* Classic names of the same types. */
typedef uint64_t vm_offset_t;
typedef uint64_t vm_address_t;
typedef uint64_t vm_size_t;
typedef uint32_t mach_msg_type_number_t;

/* mach_vm_msync */
typedef uint32_t vm_sync_t;
#define VM_SYNC_ASYNCHRONOUS 0x1u
#define VM_SYNC_SYNCHRONOUS 0x2u
#define VM_SYNC_INVALIDATE 0x4u
#define VM_SYNC_CONTIGUOUS 0x20u /* a hole in the range is an error */

/* mach_vm_behavior_set */
typedef int vm_behavior_t;
#define VM_BEHAVIOR_DEFAULT 0
#define VM_BEHAVIOR_RANDOM 1
#define VM_BEHAVIOR_SEQUENTIAL 2
#define VM_BEHAVIOR_RSEQNTL 3
#define VM_BEHAVIOR_WILLNEED 4
#define VM_BEHAVIOR_DONTNEED 5
#define VM_BEHAVIOR_FREE 6

/* mach_vm_machine_attribute */
typedef uint32_t vm_machine_attribute_t;
typedef int vm_machine_attribute_val_t;
#define MATTR_CACHE 1u
#define MATTR_VAL_CACHE_FLUSH 6
#define MATTR_VAL_DCACHE_FLUSH 7
#define MATTR_VAL_ICACHE_FLUSH 8
#define MATTR_VAL_CACHE_SYNC 9

#define MACH_PAGE_SHIFT 12
#define MACH_PAGE_SIZE 4096u
#define MACH_PAGE_MASK (MACH_PAGE_SIZE - 1)
/** User addresses are [MACH_VM_MIN_ADDRESS, MACH_VM_MAX_ADDRESS), the same on every architecture.
 */
#define MACH_VM_MIN_ADDRESS 0x1000ull
#define MACH_VM_MAX_ADDRESS 0x00007ffffffff000ull

#endif
