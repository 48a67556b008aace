// Sleeping by trap. All of these waits are interruptible.

#include <kern/clock.hpp>
#include <kern/syscall.hpp>
#include <kern/user_copy.hpp>
#include <mach/clock_types.h>
#include <machine/timer.hpp>

namespace {

constexpr uint64_t second = 1'000'000'000;

trap_outcome slept(thread &self) {
    return trap_outcome::done(self.wait.result == KERN_OPERATION_TIMED_OUT ? KERN_SUCCESS
                                                                           : KERN_ABORTED);
}

trap_outcome sleep_until(thread &self, uint64_t deadline) {
    if (deadline <= machine::now()) return trap_outcome::done(KERN_SUCCESS);
    wait_begin(self, wait_kind::sleep, slept, nullptr, true, deadline);
    return trap_outcome::blocked();
}

/// Real time to monotonic; a time before boot is in the past.
uint64_t monotonic_of(int64_t real) {
    const int64_t offset = clock_real_time() - static_cast<int64_t>(machine::now());
    return real > offset ? static_cast<uint64_t>(real - offset) : 0;
}

}  // namespace

trap_outcome trap_clock_sleep(thread &self, machine::frame &frame) {
    const uint64_t clock = machine::argument<0>(frame);
    const bool absolute = machine::argument<1>(frame) != 0;
    const auto seconds = static_cast<int64_t>(machine::argument<2>(frame));
    const uint64_t nanoseconds = machine::argument<3>(frame);
    if (clock > CALENDAR_CLOCK || nanoseconds >= second || seconds < 0)
        return trap_outcome::done(KERN_INVALID_ARGUMENT);
    constexpr int64_t most = INT64_MAX / static_cast<int64_t>(second) - 1;
    const uint64_t time =
        static_cast<uint64_t>(seconds < most ? seconds : most) * second + nanoseconds;
    if (!absolute) {
        const uint64_t now = machine::now();
        return sleep_until(self, time < no_deadline - now ? now + time : no_deadline);
    }
    return sleep_until(self,
                       clock == CALENDAR_CLOCK ? monotonic_of(static_cast<int64_t>(time)) : time);
}

trap_outcome trap_wait_until(thread &self, machine::frame &frame) {
    return sleep_until(self, machine::argument<0>(frame));
}

trap_outcome trap_timebase_info(thread &, machine::frame &frame) {
    const mach_timebase_info_data_t info{.numer = 1, .denom = 1};
    const auto written =
        user_ptr<mach_timebase_info_data_t>(machine::argument<0>(frame)).write(info);
    return trap_outcome::from(code_of(written));
}
