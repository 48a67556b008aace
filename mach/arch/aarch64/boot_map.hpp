/// \file
/// The kernel half's boot-time mappings: all RAM at the direct map, device registers and processor
/// stacks in the window. Boot processor only, before kernel_start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace machine {

/// Maps `size` bytes of device registers for good. Panics when the window is full: that is a
/// machine of another kind.
void *map_device(uint64_t physical, uint64_t size);
/// Maps a kernel stack of KERNEL_STACK_SIZE over an unmapped page. \return its upper end.
uint64_t map_stack(uint64_t physical);
/// Shows the device tree at `physical`, which head.S has mapped in part. \return all of it, or
/// nothing if it is none.
std::span<const std::byte> map_device_tree(uint64_t physical);

/// Maps boot.memory at the direct map, read-only where the kernel's text and constants are. Page
/// tables are taken from the largest range and reserved. \param image physical address of the
/// kernel image.
void map_memory(uint64_t image);

}  // namespace machine
