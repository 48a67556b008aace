/// \file
#include <machine/timer.hpp>

#include "boot_map.hpp"
#include "devices.hpp"

namespace machine {

constinit counter_rate timer_rate;

namespace {
constinit unsigned line = 0;
constexpr unsigned usual_line = 27;  // the virtual timer, by the base system architecture
}  // namespace

unsigned timer_line() { return line; }

void init_timer(const fdt_platform &platform) {
    uint64_t frequency;
    asm("mrs %0, cntfrq_el0" : "=r"(frequency));
    timer_rate = counter_rate::of(frequency);
    line = platform.timer_interrupt != 0 ? platform.timer_interrupt : usual_line;
    init_processor_timer();
}

void init_processor_timer() {
    cancel_deadline();
    unmask_private_line(line);
}

}  // namespace machine
