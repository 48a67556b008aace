/// \file
/// What the firmware says about this machine, kept for the drivers of its chips.
#pragma once

#include <cstdint>

#include <chip/acpi_madt.hpp>
#include <chip/acpi_power.hpp>

namespace machine {

struct platform_description {
    acpi_madt interrupts;
    acpi_power power;
    uint64_t hpet_address = 0;  ///< physical, 0 if none
};
extern platform_description platform;

/// Reads the ACPI tables while the first 4 GiB are mapped, and fills boot.cpu_hardware_ids, the
/// calling processor first.
void discover_platform();

}  // namespace machine
