/// \file
/// The kernel image's parts, by symbols of kernel.ld.
#pragma once

#include <cstdint>

#include <machine/layout.h>

extern "C" char kernel_begin[], text_begin[], rodata_begin[], data_begin[], kernel_end[];
extern "C" char boot_stack_guard[], boot_stack_begin[], boot_stack_end[];

namespace machine {

/// Physical address of something in the kernel image.
inline uint64_t image_to_phys(const void *address) {
    return static_cast<uint64_t>(static_cast<const char *>(address) - kernel_begin) +
           IMAGE_PHYSICAL;
}

}  // namespace machine
