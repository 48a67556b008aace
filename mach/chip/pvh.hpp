/// \file
/// The PVH boot protocol: struct hvm_start_info (Xen,
/// xen/include/public/arch-x86/hvm/start_info.h), which QEMU's -kernel gives.
#pragma once

#include <chip/physical_memory.hpp>
#include <kern/boot_info.hpp>

/// Fills memory (RAM as it is, neither sorted nor aligned), modules, command line and ACPI root
/// pointer, and reserves modules and the structures it read. \return false, and nothing filled,
/// when there is no such structure at `address`.
[[nodiscard]] bool pvh_parse(uint64_t address, physical_reader read, boot_info &boot);
