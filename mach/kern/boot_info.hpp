/// \file
/// What the architecture's boot code tells the kernel proper.
#pragma once

#include <cstddef>
#include <cstdint>

#include <machine/cpu.hpp>

struct physical_range {
    uint64_t begin, end;  ///< bytes, [begin, end)
};

/// Filled by machine boot code before kernel_start; lives in kernel data.
struct boot_info {
    static constexpr std::size_t max_ranges = 64, max_modules = 8;
    physical_range
        memory[max_ranges];  ///< RAM that the kernel may use, direct-mapped already, page-aligned
    std::size_t memory_count = 0;
    physical_range reserved[max_ranges];  ///< parts of it in use: kernel image, modules, firmware
                                          ///< tables, boot page tables
    std::size_t reserved_count = 0;
    physical_range modules[max_modules];  ///< the boot archive is the concatenation of these, each
                                          ///< padded by zeros
    std::size_t module_count = 0;
    char command_line[1024] = {};
    uint32_t cpu_hardware_ids[machine::max_cpus] =
        {};  ///< APIC ids / MPIDRs; [0] is the boot processor
    unsigned cpu_count = 0;
    uint64_t acpi_rsdp = 0;    ///< physical address, 0 if none; for user-space drivers (pci)
    uint64_t device_tree = 0;  ///< likewise, flattened device tree
};
extern boot_info boot;

/// Entry into the generic kernel, on the boot processor, interrupts off, on its kernel stack.
/// kern/startup.cpp.
[[noreturn]] void kernel_start();
/// Entry of every further processor, in the same state. `number` counts from 1.
[[noreturn]] void processor_start(unsigned number);
