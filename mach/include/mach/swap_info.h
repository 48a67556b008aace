/** \file
 * The swap space and paging, as host_statistics tells.
 */
#ifndef MACH_SWAP_INFO_H
#define MACH_SWAP_INFO_H

#include <stdint.h>

#pragma pack(push, 4)
/** A flavour of host_statistics. */
#define HOST_SWAP_INFO 101
typedef struct host_swap_info {
    uint64_t total, free;         /* pages of the swap space; 0: there is none */
    uint64_t page_ins, page_outs; /* pages read from it and written to it, since boot */
} host_swap_info_data_t;
#define HOST_SWAP_INFO_COUNT ((uint32_t)(sizeof(host_swap_info_data_t) / sizeof(uint32_t)))
#pragma pack(pop)

#endif
