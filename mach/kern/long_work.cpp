#include <kern/long_work.hpp>

#include <kern/processor.hpp>
#include <kern/sched.hpp>
#include <machine/interrupt.hpp>

namespace {

constexpr unsigned limit = 12'000;
unsigned spent[machine::max_cpus];

}  // namespace

void long_work(unsigned cost) {
    processor &cpu = this_processor();
    unsigned &here = spent[cpu.number()];
    here += cost;
    if (here < limit) return;
    here = 0;
    // Between two threads, and while the system starts, the scheduler is not ready for interrupts.
    const bool idles = cpu.running_priority.load(std::memory_order_relaxed) < 0;
    if (!cpu.current && !idles) return;
    machine::let_interrupts_in();
    sched_check();
}
