/// \file
/// A processor: what it runs, its run queue and timers.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include <kern/kernel_work.hpp>
#include <kern/late.hpp>
#include <kern/run_queue.hpp>
#include <kern/timer.hpp>
#include <machine/cpu.hpp>
#include <machine/timer.hpp>
#include <vm/pmap_place.hpp>

class thread;
class ipc_kmsg;

class processor : public processor_head {
public:
    enum class state : uint8_t { absent, running, stopping, stopped };

    // Touched by this processor only.
    thread *handoff = nullptr;   ///< claimed, to run next, ahead of every queue
    bool current_waits = false;  ///< `current` has called wait_begin: it must be left
    bool slice_over = false;     ///< `current` has had its quantum
    bool has_work = false;       ///< `work` is not empty
    bool faults_off = false;     ///< a copy from user memory shall fail rather than bring in pages
    /// An empty small buffer for the next message, or null: a usual one is out of it before the
    /// trap ends.
    ipc_kmsg *spare_message = nullptr;
    ipc_kmsg *second_spare = nullptr;  ///< takes its place
    thread *fp_owner =
        nullptr;  ///< whose FP state the registers hold, if its fp_processor says so too
    uint64_t started_at = 0;     ///< ticks of the counter
    uint64_t dispatched_at = 0;  ///< when time was accounted for last, ticks
    uint64_t slice_end = 0;
    uint64_t tick = 0;      ///< what the hardware timer is set to
    uint64_t tick_due = 0;  ///< when it can interrupt at the earliest

    // Touched by all.
    std::atomic<int8_t> running_priority{0};  ///< of `current`; -1 idle. A hint
    std::atomic<bool> slicing{false};         ///< the current slice will end by the timer. A hint
    std::atomic<state> state{state::absent};
    pmap_place space;
    std::atomic<uint64_t> switches{0};
    /// Ticks spent on no thread; while it idles, less the counter when it began: negative. Written
    /// by this processor only.
    std::atomic<int64_t> idle_time{0};
    static constexpr int64_t changing = std::numeric_limits<int64_t>::min();
    std::atomic<uint64_t> queued_time{0};  ///< ns that threads had to wait while others had slices
    std::atomic<uint32_t> interrupts{0};   ///< taken
    std::atomic<uint64_t> longest_delay{0};  ///< of a timer interrupt, ns; written by this one only
    late<run_queue> queue;
    late<timer_queue> timers;
    late<list<kernel_work, &kernel_work::hook>> work;

    unsigned number() const { return local.number; }
    /// Does it take threads?
    bool usable() const { return state.load(std::memory_order_relaxed) == state::running; }
    /// Has the hardware timer fire no later than `deadline`. \pre this is the running processor.
    void want_tick(uint64_t deadline);
    /// \return the time since the last call, in ticks: see clock_ticks_to_ns.
    uint64_t account() {
        const uint64_t now = machine::read_counter_early(), elapsed = now - dispatched_at;
        dispatched_at = now;
        return elapsed;
    }
    /// From here on time is spent on no thread, or again on threads. \pre this is the running
    /// processor.
    void note_idle(bool begins);
    /// What it has spent on threads and on none since it runs, ticks; never less than before.
    struct time_spent {
        uint64_t busy, idle;
    };
    time_spent spent() const;
    /// What is not zero at first, so that `processors` takes no room in the image.
    void construct();
};

extern processor processors[machine::max_cpus];
/// Processors that idle, by number; a hint for placing threads, and exact as to who must be
/// signalled.
extern std::atomic<machine::cpu_mask> idle_processors;

inline processor &this_processor() {
    return static_cast<processor &>(reinterpret_cast<processor_head &>(machine::this_cpu()));
}
