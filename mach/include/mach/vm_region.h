/** \file
 * What mach_vm_region tells of a region (XNU's VM_REGION_BASIC_INFO_64).
 */
#ifndef MACH_VM_REGION_H
#define MACH_VM_REGION_H

#include <mach/vm_types.h>

typedef int vm_region_flavor_t;
typedef int *vm_region_info_t;
#define VM_REGION_BASIC_INFO_64 9

#pragma pack(push, 4)
typedef struct vm_region_basic_info_64 {
    vm_prot_t protection;
    vm_prot_t max_protection;
    vm_inherit_t inheritance;
    uint32_t shared;   /* boolean */
    uint32_t reserved; /* boolean, zero */
    memory_object_offset_t offset;
    int behavior;
    uint16_t user_wired_count;
    uint16_t pad;
} vm_region_basic_info_data_64_t;
#pragma pack(pop)

#define VM_REGION_BASIC_INFO_COUNT_64 \
    ((unsigned)(sizeof(vm_region_basic_info_data_64_t) / sizeof(int)))

/* mach_vm_page_query: disposition */
#define VM_PAGE_QUERY_PAGE_PRESENT 0x1
#define VM_PAGE_QUERY_PAGE_REF 0x4
#define VM_PAGE_QUERY_PAGE_DIRTY 0x8

#endif
