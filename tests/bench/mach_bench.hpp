/// \file
/// Measuring the Mach interface: nanoseconds of the monotonic clock, which are instructions under
/// -icount shift=0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include <lib/clock.hpp>
#include <mach/mach.h>

namespace mach_bench {

inline constexpr int batches = 7;

/// Writes `bench NAME INSTRUCTIONS` to the kernel log, where the runner reads it.
inline void report(const char *name, uint64_t instructions) {
    char line[80];
    const int size = std::snprintf(line, sizeof line, "bench %s %llu\n", name,
                                   static_cast<unsigned long long>(instructions));
    debug_write_trap(line, static_cast<std::size_t>(size));
}

/// A benchmark that could not be set up.
[[noreturn]] inline void die(const char *what, kern_return_t kr) {
    char line[120];
    const int size = std::snprintf(line, sizeof line, "bench: %s failed: %#x\n", what,
                                   static_cast<unsigned>(kr));
    debug_write_trap(line, static_cast<std::size_t>(size));
    task_exit_trap();
    __builtin_trap();
}

inline void must(const char *what, kern_return_t kr) {
    if (kr != KERN_SUCCESS) die(what, kr);
}

/// Median cost of one `operation()`, over batches of `count`; one batch before warms everything up.
template <class Operation>
uint64_t cost(int count, Operation operation) {
    uint64_t results[batches];
    for (int batch = -1; batch < batches; ++batch) {
        const uint64_t begin = server::monotonic_ns();
        for (int i = 0; i < count; ++i) operation();
        const uint64_t taken = server::monotonic_ns() - begin;
        if (batch >= 0) results[batch] = taken / static_cast<uint64_t>(count);
    }
    std::nth_element(results, results + batches / 2, results + batches);
    return results[batches / 2];
}

template <class Operation>
void measure(const char *name, int count, Operation operation) {
    report(name, cost(count, operation));
}

}  // namespace mach_bench

/// One per file of benchmarks.
void bench_rpc();
void bench_ports();
void bench_memory();
void bench_tasks();
