/// \file
#include <machine/timer.hpp>

#include "boot_map.hpp"
#include "devices.hpp"

#include <chip/rtc_pl031.hpp>

namespace machine {

constinit counter_rate timer_rate;

namespace {
constinit unsigned line = 0;
constexpr unsigned usual_line = 27;  // the virtual timer, by the base system architecture
constinit int64_t realtime_offset = 0;
}  // namespace

unsigned timer_line() { return line; }

int64_t realtime_at_boot_ns() { return realtime_offset; }

void init_timer(const fdt_platform &platform) {
    uint64_t frequency;
    asm("mrs %0, cntfrq_el0" : "=r"(frequency));
    timer_rate = counter_rate::of(frequency);
    line = platform.timer_interrupt != 0 ? platform.timer_interrupt : usual_line;
    init_processor_timer();
    if (platform.rtc.size != 0) {
        const rtc_pl031 clock{mmio(map_device(platform.rtc.address, platform.rtc.size))};
        realtime_offset = int64_t{clock.seconds()} * 1'000'000'000 - static_cast<int64_t>(now());
    }
}

void init_processor_timer() {
    cancel_deadline();
    unmask_private_line(line);
}

}  // namespace machine
