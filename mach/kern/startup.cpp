#include <kern/boot_archive.hpp>
#include <kern/boot_info.hpp>
#include <kern/bootstrap.hpp>
#include <kern/clock.hpp>
#include <kern/clock_object.hpp>
#include <kern/host.hpp>
#include <kern/log.hpp>
#include <kern/processor.hpp>
#include <kern/processor_port.hpp>
#include <kern/sched.hpp>
#include <machine/switch.hpp>
#include <machine/timer.hpp>
#include <vm/vm_kern.hpp>

constinit boot_info boot{};

/// Bounds of the table of static constructors, from the linker script.
extern "C" void (*const init_array_begin[])();
extern "C" void (*const init_array_end[])();

namespace {

/// Besides the boot archive, for the kernel's tables and the first servers.
constexpr uint64_t least_memory = 24u << 20;

void run_constructors() {
    for (auto *constructor = init_array_begin; constructor != init_array_end; ++constructor)
        (*constructor)();
}

uint64_t memory_size() {
    uint64_t size = 0;
    for (std::size_t i = 0; i < boot.memory_count; ++i)
        size += boot.memory[i].end - boot.memory[i].begin;
    return size;
}

void check_memory() {
    const uint64_t have = memory_size(), need = least_memory + boot_archive_size();
    log("Portolan: %u processor%s, %lu MiB of memory\n", boot.cpu_count,
        boot.cpu_count == 1 ? "" : "s", have >> 20);
    if (have < need)
        boot_failed("%lu MiB of memory are too little, %lu MiB are needed", have >> 20,
                    (need >> 20) + 1);
}

/// Leaves start-up behind: from here on the processor runs what the scheduler gives it.
[[noreturn]] void enter_scheduler() {
    processor &cpu = this_processor();
    cpu.started_at = cpu.dispatched_at = machine::read_counter();
    cpu.state.store(processor::state::running, std::memory_order_release);
    machine::enter_user(*sched_exit());
}

void start_others() {
    for (unsigned number = 1; number < boot.cpu_count; ++number) {
        processors[number].construct();
        if (!machine::start_cpu(number)) log("processor %u does not start\n", number);
    }
}

}  // namespace

void kernel_start() {
    run_constructors();
    processors[0].construct();
    check_memory();
    vm_init();
    if (!host_initialise() || !processor_ports_initialise() || !clock_initialise() ||
        !clock_ports_initialise())
        boot_failed("no memory for the kernel's own objects");
    bootstrap_start();
    start_others();
    enter_scheduler();
}

void processor_start(unsigned) { enter_scheduler(); }
