/// \file
/// Bringing up processors.
#pragma once

#include <cstdint>
#include <span>

namespace machine {

/// This processor's own registers, so that this_cpu() works and exceptions are survived; the boot
/// processor's first step.
void init_boot_processor();
/// Numbers the processors, the boot processor first, and gives each a stack. \param image physical
/// address of the kernel.
void init_processors(std::span<const uint64_t> hardware_ids, uint64_t image);

}  // namespace machine
