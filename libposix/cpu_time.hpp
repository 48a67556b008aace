/// \file
/// Processor time used, from the kernel.
#pragma once

#include <cstdint>

namespace posix {

struct cpu_time {
    uint64_t user_ns, system_ns;
    uint64_t total() const { return user_ns + system_ns; }
};
cpu_time process_cpu_time();
cpu_time thread_cpu_time();

}  // namespace posix
