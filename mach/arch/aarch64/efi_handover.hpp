/// \file
/// What the EFI stub leaves for the kernel proper, which then has no firmware to ask any more.
#pragma once

#include <cstddef>
#include <cstdint>

#include <kern/boot_info.hpp>

namespace machine {

struct efi_handover {
    static constexpr std::size_t max_ranges = 128;
    /// RAM that is free once boot services have ended, kernel and modules included.
    physical_range memory[max_ranges];
    std::size_t memory_count;
    physical_range initrd;
    char command_line[1024];
    std::byte random[32];  ///< zero where firmware has no generator
};
/// Started by UEFI; otherwise the device tree tells all. In .data: it is written before bss is
/// cleared.
extern bool efi_present;
/// Only valid if efi_present: nobody else clears it.
extern efi_handover efi_boot;

}  // namespace machine
