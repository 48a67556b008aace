/** \file
 * Pages and the addresses of a task, by their older names.
 */
#ifndef MACH_VM_PARAM_H
#define MACH_VM_PARAM_H

#include <mach/vm_types.h>

#define VM_MIN_ADDRESS ((vm_address_t)MACH_VM_MIN_ADDRESS)
#define VM_MAX_ADDRESS ((vm_address_t)MACH_VM_MAX_ADDRESS)
#define vm_page_size ((vm_size_t)MACH_PAGE_SIZE)
#define vm_page_mask ((vm_size_t)MACH_PAGE_MASK)
#define vm_page_shift MACH_PAGE_SHIFT
#define vm_kernel_page_size vm_page_size
#define vm_kernel_page_mask vm_page_mask
#define vm_kernel_page_shift vm_page_shift
#define trunc_page(address) ((address) & ~vm_page_mask)
#define round_page(address) trunc_page((address) + vm_page_mask)
#define mach_vm_trunc_page(address) ((mach_vm_offset_t)(address) & ~(mach_vm_offset_t)vm_page_mask)
#define mach_vm_round_page(address) mach_vm_trunc_page((mach_vm_offset_t)(address) + vm_page_mask)
#define VM_INHERIT_DEFAULT VM_INHERIT_COPY

#endif
