#include <kern/processor.hpp>

#include <machine/timer.hpp>

constinit processor processors[machine::max_cpus];
constinit std::atomic<machine::cpu_mask> idle_processors{0};

void processor::construct() {
    queue.construct();
    timers.construct();
    work.construct();
}

uint64_t processor::account(std::atomic<uint64_t> &total) {
    const uint64_t now = machine::now(), elapsed = now - dispatched_at;
    dispatched_at = now;
    total.store(total.load(std::memory_order_relaxed) + elapsed, std::memory_order_relaxed);
    return elapsed;
}

void processor::want_tick(uint64_t deadline) {
    if (deadline >= tick)
        return;
    tick = deadline;
    machine::set_deadline(deadline);
}
