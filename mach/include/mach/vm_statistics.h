/** \file
 * Counts of the whole machine's memory, in pages (vm_statistics).
 */
#ifndef MACH_VM_STATISTICS_H
#define MACH_VM_STATISTICS_H

#include <stdint.h>

/** Regions have no tags: a flag of mach_vm_allocate and its like that says nothing. */
#define VM_MAKE_TAG(tag) 0

typedef struct vm_statistics {
    uint32_t free_count;
    uint32_t active_count;   /* with data that a pager could take */
    uint32_t inactive_count; /* the same, first to go */
    uint32_t wire_count;     /* everything else: kernel, anonymous and wired memory */
    uint32_t zero_fill_count;
    uint32_t reactivations;
    uint32_t pageins;
    uint32_t pageouts;
    uint32_t faults;
    uint32_t cow_faults;
} vm_statistics_data_t;
typedef vm_statistics_data_t *vm_statistics_t;

#endif
