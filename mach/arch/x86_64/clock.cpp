#include "clock.hpp"

#include <chip/reference_clock.hpp>
#include <machine/cpu.hpp>
#include <machine/timer.hpp>

#include "interrupt_controller.hpp"
#include "memory_map.hpp"
#include "platform.hpp"

namespace machine {

constinit counter_parameters tsc_parameters{uint64_t{1} << 32, 32, 0, 0};

namespace {

constexpr uint64_t giga = 1'000'000'000;
constexpr uint64_t measuring_fs = 10 * 1'000'000'000'000;
constexpr uint64_t no_deadline = ~uint64_t{0};
constexpr uint32_t most_timer_ticks = 0x7fffffff;

uint64_t timer_ticks_per_ns = uint64_t{1} << 32;  // times 2^32

/// The three clocks, read as nearly at one time as a few tries get.
struct sample {
    uint64_t tsc, reference, timer;

    static sample take(const reference_clock &clock) {
        sample best{};
        uint64_t least = ~uint64_t{0};
        for (int i = 0; i < 8; ++i) {
            const uint64_t before = read_counter();
            const uint64_t reference = clock.read();
            const uint64_t timer = apic.timer_count();
            const uint64_t after = read_counter();
            if (after - before < least) {
                least = after - before;
                best = {before + (after - before) / 2, reference, timer};
            }
        }
        return best;
    }
};

/// A counter that is within what we can tell of 1 GHz is one of an emulator that counts
/// instructions or nanoseconds.
uint64_t rounded(uint64_t hz) {
    constexpr uint64_t doubt = giga / 10'000;
    return hz > giga - doubt && hz < giga + doubt ? giga : hz;
}

/// a * b / divisor, the product in 128 bits. \pre the quotient fits.
uint64_t scale(uint64_t a, uint64_t b, uint64_t divisor) {
    uint64_t quotient, rest;
    asm("mulq %3; divq %4" : "=&a"(quotient), "=&d"(rest) : "0"(a), "r"(b), "r"(divisor) : "cc");
    return quotient;
}

}  // namespace

void init_clock() {
    const reference_clock clock = reference_clock::start(
        platform.hpet_address ? map_device(platform.hpet_address, 1024) : nullptr);
    apic.start_timer(~uint32_t{0});
    const sample begin = sample::take(clock);
    const uint64_t enough = measuring_fs / clock.period_fs();
    while (clock.ticks_between(begin.reference, clock.read()) < enough) asm volatile("pause");
    const sample end = sample::take(clock);
    apic.start_timer(0);

    const uint64_t ns =
        scale(clock.ticks_between(begin.reference, end.reference), clock.period_fs(), 1'000'000);
    const uint64_t tsc_hz = rounded(scale(end.tsc - begin.tsc, giga, ns));
    const uint64_t timer_hz = rounded(scale(begin.timer - end.timer, giga, ns));
    tsc_parameters = {scale(giga, uint64_t{1} << 32, tsc_hz), 32, begin.tsc, 0};
    timer_ticks_per_ns = scale(timer_hz, uint64_t{1} << 32, giga);
}

void spin_ns(uint64_t ns) {
    for (const uint64_t end = now() + ns; now() < end;) relax();
}

void set_deadline(uint64_t ns) {
    const uint64_t current = now();
    const uint64_t distance = ns > current ? ns - current : 0;
    const uint64_t ticks =
        distance >> 32 ? most_timer_ticks : (distance * (timer_ticks_per_ns >> 8) >> 24) + 1;
    this_cpu().timer_deadline = ns;
    apic.start_timer(ticks < most_timer_ticks ? static_cast<uint32_t>(ticks) : most_timer_ticks);
}

void cancel_deadline() {
    this_cpu().timer_deadline = no_deadline;
    apic.start_timer(0);
}

bool deadline_reached() {
    const uint64_t deadline = this_cpu().timer_deadline;
    if (deadline == no_deadline) return false;
    if (deadline > now()) {
        set_deadline(deadline);
        return false;
    }
    this_cpu().timer_deadline = no_deadline;
    return true;
}

}  // namespace machine
