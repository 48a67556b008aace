/// \file
/// Processor time of a living process. The kernel knows how long its threads ran; the library's
/// words in the process's memory tell how long they were in the application (posix_thread_times).
#pragma once

#include <cstdint>

namespace process_server {

class process;
struct thread_record;

struct cpu_time {
    uint64_t user_ns = 0, system_ns = 0;
};
/// Of all its threads, ended ones too. Zeros once the task is gone.
cpu_time cpu_time_of(const process &p);
/// Of one living thread.
cpu_time cpu_time_of(const process &p, const thread_record &thread);

}  // namespace process_server
