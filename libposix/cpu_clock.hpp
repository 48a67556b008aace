/// \file
/// Linux's dynamic ids for clocks of processor time: the complement of a process's or thread's id
/// above three bits that say what is counted.
#pragma once

#include <cstdint>

namespace posix {

struct cpu_clock_id {
    int32_t owner;  ///< process or thread; 0: the caller
    bool thread;
    bool user_only;
};
/// \pre id < 0, or CLOCK_PROCESS_CPUTIME_ID, or CLOCK_THREAD_CPUTIME_ID. \return false: it names
/// nothing.
bool decode_cpu_clock(int id, cpu_clock_id &clock);
/// Nanoseconds, or -EINVAL when there is no such process, or thread of this process.
int64_t read_cpu_clock(int id);

}  // namespace posix
