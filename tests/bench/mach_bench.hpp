/// \file
/// Measuring the Mach interface: nanoseconds of the monotonic clock, which are instructions under
/// -icount shift=0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

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

/// The benchmark to be repeated for ever, for `portolan profile`; null: each is measured.
extern const char *repeated;

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

/// Tells so and does `operation` for ever.
template <class Operation>
[[noreturn]] void repeat(const char *name, Operation operation) {
    for (int i = 0; i < 100; ++i) operation();
    char line[80];
    const int size = std::snprintf(line, sizeof line, "bench repeats %s\n", name);
    debug_write_trap(line, static_cast<std::size_t>(size));
    for (;;) operation();
}

/// Reports the cost of one of the `parts` alike parts of an operation.
template <class Operation>
void measure(const char *name, int count, Operation operation, unsigned parts = 1) {
    if (repeated != nullptr) {
        if (std::strcmp(repeated, name) == 0) repeat(name, operation);
        return;
    }
    report(name, cost(count, operation) / parts);
}

}  // namespace mach_bench

/// One per file of benchmarks.
void bench_rpc();
void bench_ports();
void bench_memory();
void bench_tasks();
void bench_interrupt();
void bench_growth();
