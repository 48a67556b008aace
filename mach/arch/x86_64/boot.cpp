/// \file
/// The boot processor's way from head.S to the generic kernel.

#include <kern/assert.hpp>
#include <kern/boot_info.hpp>
#include <kern/processor.hpp>

#include <chip/pic_8259.hpp>

#include "boot_layout.hpp"
#include "boot_memory.hpp"
#include "clock.hpp"
#include "cpu_init.hpp"
#include "descriptors.hpp"
#include "features.hpp"
#include "image.hpp"
#include "interrupt_controller.hpp"
#include "memory_map.hpp"
#include "platform.hpp"
#include "secondary.hpp"
#include "serial.hpp"

extern "C" {
using constructor = void (*)();
extern const constructor init_array_begin[];
extern const constructor init_array_end[];
}

namespace machine {

extern "C" [[noreturn]] void machine_boot() {
    init_cpu_local(0);
    init_serial();
    init_interrupt_table();
    load_descriptors(0, 0);
    detect_features();
    patch_instructions();

    if (!boot_information_good) panic("the boot loader's information is damaged");
    boot_memory_settle();
    discover_platform();
    this_cpu().hardware_id = boot.cpu_hardware_ids[0];

    build_memory_map();
    processors[0].local.stack_top = reinterpret_cast<uint64_t>(boot_stack_end);
    init_cpu(0, map_stack(CRITICAL_STACK_SIZE));
    pic_8259_disable(32);
    init_interrupt_controllers();
    init_clock();
    prepare_secondaries();

    for (const constructor *c = init_array_begin; c != init_array_end; ++c) (*c)();
    kernel_start();
}

}  // namespace machine
