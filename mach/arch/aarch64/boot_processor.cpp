/// \file
#include "boot_processor.hpp"

#include "boot_map.hpp"
#include "boot_memory.hpp"
#include "devices.hpp"
#include "image.hpp"

#include <kern/boot_info.hpp>
#include <kern/log.hpp>
#include <kern/processor.hpp>
#include <machine/address_space.hpp>
#include <machine/cpu.hpp>
#include <machine/thread_state.hpp>
#include <mach/vm_types.h>

/// Stack tops of the processors that head.S starts, by number.
extern "C" uint64_t secondary_stack_top[machine::max_cpus];
constinit uint64_t secondary_stack_top[machine::max_cpus] = {};

namespace machine {

namespace {

constinit uint64_t hardware_ids[max_cpus] = {};
constinit uint64_t image_physical = 0;
/// What current_frame is before there is a thread.
constinit frame no_thread{};

uint64_t own_hardware_id() {
    uint64_t mpidr;
    asm("mrs %0, mpidr_el1" : "=r"(mpidr));
    return mpidr & 0xff00ffffff;
}

/// EL1 state that head.S leaves alone.
void init_registers(unsigned number, uint64_t stack_top) {
    cpu_local &local = processors[number].local;
    local.number = number;
    local.stack_top = stack_top;
    local.hardware_id = own_hardware_id();
    local.current_frame = &no_thread;
    asm volatile("msr tpidr_el1, %0" ::"r"(&local) : "memory");
    asm volatile("msr tpidrro_el0, xzr; msr tpidr_el0, xzr");
    asm volatile("msr cpacr_el1, %0" ::"r"(uint64_t{3} << 20));  // user mode may use FP and SIMD
    asm volatile("msr cntkctl_el1, %0" ::"r"(uint64_t{2}));      // and read the virtual counter
    asm volatile("msr mdscr_el1, xzr");                          // no debug exceptions
    uint64_t debug_features;
    asm("mrs %0, id_aa64dfr0_el1" : "=r"(debug_features));
    if (const uint64_t pmu = debug_features >> 8 & 15; pmu != 0 && pmu != 15)
        asm volatile("msr pmuserenr_el0, xzr");
    asm volatile("isb");
}

}  // namespace

void init_boot_processor() { init_registers(0, reinterpret_cast<uint64_t>(boot_stack_end)); }

void init_processors(std::span<const uint64_t> ids, uint64_t image) {
    image_physical = image;
    hardware_ids[0] = own_hardware_id();
    boot.cpu_count = 1;
    for (const uint64_t id : ids)
        if (id != hardware_ids[0] && boot.cpu_count < max_cpus) hardware_ids[boot.cpu_count++] = id;
    for (unsigned number = 0; number < boot.cpu_count; number++) {
        boot.cpu_hardware_ids[number] = static_cast<uint32_t>(hardware_ids[number]);
        if (number != 0)
            secondary_stack_top[number] =
                map_stack(boot_allocate(KERNEL_STACK_SIZE / MACH_PAGE_SIZE));
    }
}

result<> start_cpu(unsigned number) {
    if (number == 0 || number >= boot.cpu_count) return error(KERN_INVALID_ARGUMENT);
    const uint64_t entry = image_physical + image_offset(secondary_entry);
    if (!power_on_processor(hardware_ids[number], entry, number)) return error(KERN_FAILURE);
    return {};
}

extern "C" [[noreturn]] void machine_boot_secondary(unsigned number) {
    init_registers(number, secondary_stack_top[number]);
    if (!init_processor_interrupts()) {
        log("processor %u: no interrupt controller interface\n", number);
        for (;;) asm volatile("wfi");
    }
    init_processor_timer();
    processor_start(number);
}

}  // namespace machine
