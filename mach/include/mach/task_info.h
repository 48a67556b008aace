/** \file
 * Flavours of task_info and thread_info. Sizes in bytes.
 */
#ifndef MACH_TASK_INFO_H
#define MACH_TASK_INFO_H

#include <mach/std_types.h>
#include <mach/time_value.h>

#pragma pack(push, 4)
/** The classic flavours, which libmach makes of the kernel's below. */
#define TASK_BASIC_INFO 1
typedef struct task_basic_info {
    integer_t suspend_count;
    uint64_t virtual_size, resident_size;
    time_value_t user_time, system_time; /* of threads that have ended */
    integer_t policy;
} task_basic_info_data_t;
#define TASK_BASIC_INFO_COUNT ((uint32_t)(sizeof(task_basic_info_data_t) / sizeof(uint32_t)))

#define TASK_THREAD_TIMES_INFO 3
typedef struct task_thread_times_info {
    time_value_t user_time, system_time; /* of living threads */
} task_thread_times_info_data_t;
#define TASK_THREAD_TIMES_INFO_COUNT \
    ((uint32_t)(sizeof(task_thread_times_info_data_t) / sizeof(uint32_t)))

#define THREAD_BASIC_INFO 3
#define TH_USAGE_SCALE 1000
#define TH_STATE_RUNNING 1
#define TH_STATE_STOPPED 2
#define TH_STATE_WAITING 3
#define TH_STATE_UNINTERRUPTIBLE 4
#define TH_STATE_HALTED 5
#define TH_FLAGS_SWAPPED 1 /* never set */
typedef struct thread_basic_info {
    time_value_t user_time, system_time;
    integer_t cpu_usage; /* 0: no recent share is kept, see the times */
    integer_t policy;
    integer_t run_state; /* TH_STATE_* */
    integer_t flags;
    integer_t suspend_count;
    integer_t sleep_time; /* 0: not kept */
} thread_basic_info_data_t;
#define THREAD_BASIC_INFO_COUNT ((uint32_t)(sizeof(thread_basic_info_data_t) / sizeof(uint32_t)))

/** The kernel's own. Times in nanoseconds. */
#define TASK_ACCOUNT_INFO 101
typedef struct task_account_info {
    int32_t suspend_count;
    uint64_t virtual_size, resident_size;
    uint64_t user_time, system_time; /* of threads that have ended */
    int32_t policy;
    uint32_t id; /* unique since boot */
    uint32_t thread_count;
    uint32_t port_count; /* names in its space */
    char name[32];
} task_account_info_data_t;
#define TASK_ACCOUNT_INFO_COUNT ((uint32_t)(sizeof(task_account_info_data_t) / sizeof(uint32_t)))

#define TASK_LIVE_TIMES_INFO 103
typedef struct task_live_times_info {
    uint64_t user_time, system_time; /* of living threads */
} task_live_times_info_data_t;
#define TASK_LIVE_TIMES_INFO_COUNT \
    ((uint32_t)(sizeof(task_live_times_info_data_t) / sizeof(uint32_t)))

#define THREAD_ACCOUNT_INFO 103
typedef struct thread_account_info {
    uint64_t user_time, system_time;
    int32_t priority;
    int32_t policy;
    int32_t run_state; /* TH_STATE_* */
    int32_t wait_kind; /* what it waits for, 0: nothing */
    int32_t suspend_count;
    uint32_t processor; /* it ran on last */
} thread_account_info_data_t;
#define THREAD_ACCOUNT_INFO_COUNT \
    ((uint32_t)(sizeof(thread_account_info_data_t) / sizeof(uint32_t)))
#pragma pack(pop)

#endif
