#include <kern/load_average.hpp>

#include <kern/clock.hpp>
#include <kern/processor.hpp>
#include <kern/spinlock.hpp>
#include <mach/host_info.h>
#include <machine/timer.hpp>

namespace {

constinit spinlock machine_lock{lock_rank::leaf};
constinit load_average whole GUARDED_BY(machine_lock);
constinit std::atomic<uint64_t> due{0};  // ns

constexpr uint64_t second = 1'000'000'000;
constexpr unsigned step_shift = 23;  // of 8 ms
/// e to the power of -step/span, times 2^32, for 60, 300 and 900 seconds.
constexpr std::array<uint64_t, load_average::spans> kept_each_step = {4294366858, 4294847202,
                                                                      4294927264};

constexpr int64_t half = int64_t{1} << 31;

/// `base` to the power of `exponent`; 1 is 2^32.
uint64_t power(uint64_t base, uint64_t exponent) {
    uint64_t result = uint64_t{1} << 32;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) result = result * base >> 32;
        base = base * base >> 32;
    }
    return result;
}

}  // namespace

void load_average::fold(uint64_t now, uint64_t demand) {
    const uint64_t steps = (now - folded_at_) >> step_shift;
    if (steps == 0) return;
    // Counters of two processors may differ a little, so that there can be less than before.
    const uint64_t asked = demand > demand_ ? demand - demand_ : 0;
    const auto mean = static_cast<int64_t>(asked / ((now - folded_at_) >> 16));
    folded_at_ = now;
    demand_ = demand;
    for (unsigned i = 0; i < spans; ++i) {
        const auto kept = static_cast<int64_t>(power(kept_each_step[i], steps));
        average_[i] = mean + (((average_[i] - mean) * kept + half) >> 32);
        scaled_[i].store(static_cast<uint32_t>((average_[i] * LOAD_SCALE + 0x8000) >> 16),
                         std::memory_order_relaxed);
    }
}

const load_average &machine_load() NO_THREAD_SAFETY_ANALYSIS {
    const uint64_t now = machine::now();
    if (now < due.load(std::memory_order_relaxed) || !machine_lock.try_lock()) return whole;
    due.store(now + second, std::memory_order_relaxed);
    uint64_t demand = 0;
    for (const processor &cpu : processors)
        demand +=
            clock_ticks_to_ns(cpu.spent().busy) + cpu.queued_time.load(std::memory_order_relaxed);
    whole.fold(now, demand);
    machine_lock.unlock();
    return whole;
}
