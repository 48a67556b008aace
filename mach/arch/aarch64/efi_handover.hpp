/// \file
/// What the EFI stub leaves for the kernel proper, which then has no firmware to ask any more.
#pragma once

#include <cstddef>
#include <cstdint>

#include <kern/boot_info.hpp>

namespace machine {

struct efi_handover {
    static constexpr std::size_t max_ranges = 128;
    bool present = false;  ///< started by UEFI; otherwise the device tree tells all
    physical_range memory[max_ranges] =
        {};  ///< RAM that is free once boot services have ended, kernel and modules included
    std::size_t memory_count = 0;
    physical_range initrd{};
    char command_line[1024] = {};
};
/// In .data: it is written before bss is cleared.
extern efi_handover efi_boot;

}  // namespace machine
