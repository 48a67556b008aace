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

void processor::want_tick(uint64_t deadline) {
    if (deadline >= tick) return;
    tick = deadline;
    tick_due = std::max(deadline, machine::now());
    machine::set_deadline(deadline);
}
