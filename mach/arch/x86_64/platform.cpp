#include "platform.hpp"

#include <cpuid.h>

#include <kern/boot_info.hpp>

#include "boot_memory.hpp"

namespace machine {

constinit platform_description platform{};

namespace {

constexpr std::size_t hpet_base_address = 44;

uint32_t own_apic_id() {
    unsigned a, b, c, d;
    if (__get_cpuid_count(0xb, 0, &a, &b, &c, &d) && b != 0) return d;
    __cpuid(1, a, b, c, d);
    return b >> 24;
}

void list_processors() {
    const uint32_t own = own_apic_id();
    boot.cpu_hardware_ids[0] = own;
    boot.cpu_count = 1;
    for (unsigned i = 0; i < platform.interrupts.processor_count; ++i)
        if (const uint32_t id = platform.interrupts.processors[i];
            id != own && boot.cpu_count < max_cpus)
            boot.cpu_hardware_ids[boot.cpu_count++] = id;
}

}  // namespace

void discover_platform() {
    if (boot.acpi_rsdp == 0) boot.acpi_rsdp = acpi_tables::find_root_pointer(read_boot_memory);
    const acpi_tables tables(boot.acpi_rsdp, read_boot_memory);
    platform.interrupts = acpi_madt::parse(tables.find("APIC"));
    platform.power = acpi_power::parse(tables);
    platform.hpet_address = field<uint64_t>(tables.find("HPET"), hpet_base_address);
    list_processors();
}

}  // namespace machine
