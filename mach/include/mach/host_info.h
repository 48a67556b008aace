/** \file
 * Flavours of host_info, host_statistics and processor_info.
 */
#ifndef MACH_HOST_INFO_H
#define MACH_HOST_INFO_H

#include <stdint.h>

#pragma pack(push, 4)
#define HOST_BASIC_INFO 1
typedef struct host_basic_info {
    uint32_t max_cpus, avail_cpus;
    uint64_t memory_size; /* bytes */
    uint32_t cpu_type;    /* CPU_TYPE_* */
    uint32_t page_size;
    uint64_t boot_time_ns; /* monotonic clock's zero, in ns since the epoch */
} host_basic_info_data_t;
#define HOST_BASIC_INFO_COUNT ((uint32_t)(sizeof(host_basic_info_data_t) / sizeof(uint32_t)))
#define CPU_TYPE_X86_64 0x01000007u
#define CPU_TYPE_ARM64 0x0100000cu

/** By how much the latest timer interrupt since boot came too late, because the kernel did not let
 * it in: the longest such path among those that a timer fell into. */
#define HOST_LATENCY_INFO 100
typedef struct host_latency_info {
    uint64_t longest_ns;
} host_latency_info_data_t;
#define HOST_LATENCY_INFO_COUNT ((uint32_t)(sizeof(host_latency_info_data_t) / sizeof(uint32_t)))

#define HOST_LOAD_INFO 1
typedef struct host_load_info {
    uint32_t avenrun[3]; /* runnable threads over 1, 5, 15 minutes, times LOAD_SCALE */
    uint32_t threads, tasks, runnable;
} host_load_info_data_t;
#define LOAD_SCALE 1000
#define HOST_LOAD_INFO_COUNT ((uint32_t)(sizeof(host_load_info_data_t) / sizeof(uint32_t)))

#define HOST_VM_INFO 2
typedef struct host_vm_info {
    uint64_t page_size;
    uint64_t total, free, active, inactive,
        wired; /* pages; total is all RAM that the kernel manages */
    uint64_t faults, zero_fills, copies_on_write;
    uint64_t page_ins, page_outs; /* from and to pagers of files, and the swap space */
} host_vm_info_data_t;
#define HOST_VM_INFO_COUNT ((uint32_t)(sizeof(host_vm_info_data_t) / sizeof(uint32_t)))

#define HOST_CPU_LOAD_INFO 3
typedef struct host_cpu_load_info {
    uint64_t user_ns, system_ns, idle_ns; /* over all processors */
    uint64_t switches;                    /* of threads */
    uint64_t interrupts;                  /* taken, those among processors too */
} host_cpu_load_info_data_t;
#define HOST_CPU_LOAD_INFO_COUNT ((uint32_t)(sizeof(host_cpu_load_info_data_t) / sizeof(uint32_t)))

#define PROCESSOR_BASIC_INFO 1
typedef struct processor_basic_info {
    uint32_t running; /* boolean */
    uint32_t slot_num;
    uint32_t is_master; /* boolean */
    uint64_t user_ns, system_ns, idle_ns;
} processor_basic_info_data_t, *processor_basic_info_t;
#define PROCESSOR_BASIC_INFO_COUNT \
    ((uint32_t)(sizeof(processor_basic_info_data_t) / sizeof(uint32_t)))
#pragma pack(pop)

#endif
