/** \file
 * Flavours of task_info and thread_info. Times in nanoseconds, sizes in bytes.
 */
#ifndef MACH_TASK_INFO_H
#define MACH_TASK_INFO_H

#include <stdint.h>

#define TASK_BASIC_INFO 1
#define TASK_THREAD_TIMES_INFO 3

#pragma pack(push, 4)
typedef struct task_basic_info {
    int32_t suspend_count;
    uint64_t virtual_size, resident_size;
    uint64_t user_time, system_time; /* of threads that have ended */
    int32_t policy;
    uint32_t id; /* unique since boot */
    uint32_t thread_count;
    uint32_t port_count; /* names in its space */
    char name[32];
} task_basic_info_data_t;
#define TASK_BASIC_INFO_COUNT ((uint32_t)(sizeof(task_basic_info_data_t) / sizeof(uint32_t)))

typedef struct task_thread_times_info {
    uint64_t user_time, system_time; /* of living threads */
} task_thread_times_info_data_t;
#define TASK_THREAD_TIMES_INFO_COUNT \
    ((uint32_t)(sizeof(task_thread_times_info_data_t) / sizeof(uint32_t)))

#define THREAD_BASIC_INFO 3
#define TH_STATE_RUNNING 1
#define TH_STATE_STOPPED 2
#define TH_STATE_WAITING 3
#define TH_STATE_UNINTERRUPTIBLE 4
#define TH_STATE_HALTED 5
typedef struct thread_basic_info {
    uint64_t user_time, system_time;
    int32_t priority;
    int32_t policy;
    int32_t run_state; /* TH_STATE_* */
    int32_t wait_kind; /* what it waits for, 0: nothing */
    int32_t suspend_count;
    uint32_t processor; /* it ran on last */
} thread_basic_info_data_t;
#define THREAD_BASIC_INFO_COUNT ((uint32_t)(sizeof(thread_basic_info_data_t) / sizeof(uint32_t)))
#pragma pack(pop)

#endif
