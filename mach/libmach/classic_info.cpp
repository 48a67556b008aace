#include "classic_info.hpp"

#include <mach/task_info.h>

namespace libmach {

namespace {

time_value_t to_time_value(uint64_t ns) {
    constexpr uint64_t us_per_s = 1'000'000;
    const uint64_t us = ns / 1000;
    return {.seconds = static_cast<integer_t>(us / us_per_s),
            .microseconds = static_cast<integer_t>(us % us_per_s)};
}

template <class Kernels>
Kernels read(const uint32_t *words) {
    Kernels info;
    __builtin_memcpy(&info, words, sizeof info);
    return info;
}

template <class Info>
kern_return_t give(const Info &info, void *to, uint32_t *count) {
    constexpr uint32_t words = sizeof info / sizeof(uint32_t);
    if (*count < words) return KERN_INVALID_ARGUMENT;
    __builtin_memcpy(to, &info, sizeof info);
    *count = words;
    return KERN_SUCCESS;
}

}  // namespace

int kernel_task_flavor(int flavor) {
    switch (flavor) {
    case TASK_BASIC_INFO: return TASK_ACCOUNT_INFO;
    case TASK_THREAD_TIMES_INFO: return TASK_LIVE_TIMES_INFO;
    default: return flavor;
    }
}

int kernel_thread_flavor(int flavor) {
    return flavor == THREAD_BASIC_INFO ? THREAD_ACCOUNT_INFO : flavor;
}

kern_return_t give_task_info(int flavor, const uint32_t *kernels, void *to, uint32_t *count) {
    if (flavor == TASK_THREAD_TIMES_INFO) {
        const auto k = read<task_live_times_info_data_t>(kernels);
        return give(task_thread_times_info_data_t{.user_time = to_time_value(k.user_time),
                                                  .system_time = to_time_value(k.system_time)},
                    to, count);
    }
    const auto k = read<task_account_info_data_t>(kernels);
    return give(task_basic_info_data_t{.suspend_count = k.suspend_count,
                                       .virtual_size = k.virtual_size,
                                       .resident_size = k.resident_size,
                                       .user_time = to_time_value(k.user_time),
                                       .system_time = to_time_value(k.system_time),
                                       .policy = k.policy},
                to, count);
}

kern_return_t give_thread_info(const uint32_t *kernels, void *to, uint32_t *count) {
    const auto k = read<thread_account_info_data_t>(kernels);
    return give(thread_basic_info_data_t{.user_time = to_time_value(k.user_time),
                                         .system_time = to_time_value(k.system_time),
                                         .cpu_usage = 0,
                                         .policy = k.policy,
                                         .run_state = k.run_state,
                                         .flags = 0,
                                         .suspend_count = k.suspend_count,
                                         .sleep_time = 0},
                to, count);
}

}  // namespace libmach
