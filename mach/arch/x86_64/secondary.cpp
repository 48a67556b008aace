#include "secondary.hpp"

#include <atomic>
#include <cstring>

#include <kern/boot_info.hpp>
#include <kern/processor.hpp>
#include <machine/address_space.hpp>
#include <machine/msr.hpp>

#include "boot_memory.hpp"
#include "clock.hpp"
#include "cpu_init.hpp"
#include "interrupt_controller.hpp"
#include "memory_map.hpp"

extern "C" char secondary_start_begin[], secondary_start_end[], leave_start_page[];

namespace machine {
namespace {

/// The end of the start page; secondary_start.S knows the layout.
struct start_parameters {
    uint64_t root, final_root, stack_top, entry;
    uint32_t number, far_offset;
    uint16_t far_segment, descriptors_limit;
    uint32_t descriptors;
    uint32_t extended_features;  ///< IA32_EFER
    uint64_t leave;              ///< where to go on at the kernel's own addresses
};
constexpr uint64_t parameters_offset = 4096 - 64;
static_assert(sizeof(start_parameters) <= 64);

uint64_t start_root = 0;
uint64_t critical_stacks[max_cpus] = {};
std::atomic<bool> arrived[max_cpus] = {};

start_parameters &parameters() {
    return *static_cast<start_parameters *>(phys_to_virt(boot_start_page() + parameters_offset));
}

bool wait_for_arrival(unsigned number, uint64_t ns) {
    for (constexpr uint64_t step = 10'000; ns >= step; ns -= step) {
        if (arrived[number].load(
                std::memory_order_acquire))  // pairs with the release in machine_boot_secondary
            return true;
        spin_ns(step);
    }
    return false;
}

}  // namespace

extern "C" {
extern const uint32_t secondary_long_mode_offset, secondary_descriptors_offset;

[[noreturn]] void machine_boot_secondary(unsigned number) {
    init_cpu_local(number);
    init_cpu(number, critical_stacks[number]);
    init_local_apic();
    arrived[number].store(true,
                          std::memory_order_release);  // pairs with the acquire in wait_for_arrival
    processor_start(number);
}
}

void prepare_secondaries() {
    const uint64_t page = boot_start_page();
    if (boot.cpu_count > 1 && page == 0) boot.cpu_count = 1;
    if (boot.cpu_count == 1) return;
    start_root = build_start_root(page);
    std::memcpy(phys_to_virt(page), secondary_start_begin,
                static_cast<std::size_t>(secondary_start_end - secondary_start_begin));
    for (unsigned i = 1; i < boot.cpu_count; ++i) {
        processors[i].local.stack_top = map_stack(KERNEL_STACK_SIZE);
        critical_stacks[i] = map_stack(CRITICAL_STACK_SIZE);
    }
}

result<> start_cpu(unsigned number) {
    if (number == 0 || number >= boot.cpu_count) return error(KERN_INVALID_ARGUMENT);
    constexpr uint64_t ms = 1'000'000, us = 1'000;
    const uint64_t page = boot_start_page();
    const uint32_t target = boot.cpu_hardware_ids[number];
    parameters() = {.root = start_root,
                    .final_root = kernel_root(),
                    .stack_top = processors[number].local.stack_top,
                    .entry = reinterpret_cast<uint64_t>(machine_boot_secondary),
                    .number = number,
                    .far_offset = static_cast<uint32_t>(page) + secondary_long_mode_offset,
                    .far_segment = KERNEL_CS,
                    .descriptors_limit = 3 * 8 - 1,
                    .descriptors = static_cast<uint32_t>(page) + secondary_descriptors_offset,
                    .extended_features = static_cast<uint32_t>(read_msr(MSR_EFER)),
                    .leave = reinterpret_cast<uint64_t>(leave_start_page)};
    arrived[number].store(false);
    apic.send_init(target);
    spin_ns(10 * ms);
    for (int attempt = 0; attempt < 2; ++attempt) {
        apic.send_startup(target, static_cast<uint8_t>(page >> 12));
        if (wait_for_arrival(number, attempt == 0 ? 200 * us : 500 * ms)) return {};
    }
    return error(KERN_FAILURE);
}

}  // namespace machine
