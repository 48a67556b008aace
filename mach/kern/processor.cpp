#include <algorithm>

#include <kern/processor.hpp>

#include <machine/timer.hpp>

constinit processor processors[machine::max_cpus];
constinit std::atomic<machine::cpu_mask> idle_processors{0};

void processor::construct() {
    slice_end = tick = timer_queue::none;
    running_priority.store(-1, std::memory_order_relaxed);
    queue.construct();
    timers.construct();
    work.construct();
}

void processor::account_idle() {
    const uint32_t changes = idle_changes.load(std::memory_order_relaxed);
    idle_changes.store(changes + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    idle_time.store(idle_time.load(std::memory_order_relaxed) + account(),
                    std::memory_order_relaxed);
    idle_changes.store(changes + 2, std::memory_order_release);
}

// A reader of a sequence lock, as in Boehm, "Can seqlocks get along with programming language
// memory models?" (MSPC 2012).
uint64_t processor::busy_time() const {
    for (;;) {
        const uint32_t changes = idle_changes.load(std::memory_order_acquire);
        const uint64_t busy = __atomic_load_n(&dispatched_at, __ATOMIC_RELAXED) - started_at -
                              idle_time.load(std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_acquire);
        if (changes % 2 == 0 && changes == idle_changes.load(std::memory_order_relaxed))
            return busy;
        machine::relax();
    }
}

void processor::want_tick(uint64_t deadline) {
    if (deadline >= tick) return;
    tick = deadline;
    tick_due = std::max(deadline, machine::now());
    machine::set_deadline(deadline);
}
