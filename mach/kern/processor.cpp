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

// A sequence lock whose data is its counter: whoever reads a value before and after the counter of
// ticks has both as they were at one time.
void processor::note_idle(bool begins) {
    const int64_t before = idle_time.load(std::memory_order_relaxed);
    idle_time.store(changing, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    (void)account();
    const auto now = static_cast<int64_t>(dispatched_at);
    idle_time.store(begins ? before - now : before + now, std::memory_order_release);
}

processor::time_spent processor::spent() const {
    if (state.load(std::memory_order_acquire) == state::absent) return {};
    for (;;) {
        const int64_t noted = idle_time.load(std::memory_order_acquire);
        const uint64_t now = machine::read_counter();
        std::atomic_thread_fence(std::memory_order_acquire);
        if (noted != changing && noted == idle_time.load(std::memory_order_relaxed)) {
            const uint64_t idle = static_cast<uint64_t>(noted) + (noted < 0 ? now : 0);
            return {.busy = now - started_at - idle, .idle = idle};
        }
        machine::relax();
    }
}

void processor::want_tick(uint64_t deadline) {
    if (deadline >= tick) return;
    tick = deadline;
    tick_due = std::max(deadline, machine::now());
    machine::set_deadline(deadline);
}
