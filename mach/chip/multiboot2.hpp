/// \file
/// The Multiboot2 boot information (Multiboot2 Specification 2.0, 3.6), which GRUB gives on BIOS
/// and on EFI machines.
#pragma once

#include <chip/physical_memory.hpp>
#include <kern/boot_info.hpp>

/// Fills memory (RAM as it is), modules, command line and ACPI root pointer (the copy inside the
/// boot information), and reserves modules and the boot information. \return false when it is
/// damaged; what was read till then is filled.
[[nodiscard]] bool multiboot2_parse(uint64_t address, physical_reader read, boot_info &boot);
