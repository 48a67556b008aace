/// \file
/// Symbols of the linker script and head.S.
#pragma once

#include <machine/layout.h>
#include <machine/pmap_entry.hpp>

extern "C" {
extern char kernel_begin[], text_begin[], rodata_begin[], data_begin[], bss_begin[], kernel_end[];
extern char boot_stack_guard[], boot_stack_begin[], boot_stack_end[];
extern char secondary_entry[];
extern char exception_vectors[];
extern machine::pte kernel_root_table[512], image_l1[512], image_l2[512],
    image_l3[IMAGE_TABLES * 512], window_l2[512], window_l3[1024], empty_root[512];
}

namespace machine {

/// How far behind the image's beginning something in it is.
inline uint64_t image_offset(const void *symbol) {
    return static_cast<uint64_t>(static_cast<const char *>(symbol) - kernel_begin);
}

}  // namespace machine
