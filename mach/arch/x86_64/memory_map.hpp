/// \file
/// The kernel half of all address spaces, built once at boot with pages of boot_page().
#pragma once

#include <cstddef>
#include <cstdint>

#include <mach/vm_types.h>
#include <machine/pmap_entry.hpp>

namespace machine {

/// Builds the tables (direct map of RAM without the kernel's text and constants; the image, each
/// section with its own rights; an empty top table for vm_kern) and changes to them: what head.S
/// mapped is gone. \pre boot.memory is settled, NX is known.
void build_memory_map();

/// Maps device registers for good. Before vm_page_init only.
void *map_device(uint64_t physical, std::size_t size);
/// A kernel stack of fresh pages above an unmapped one. Before vm_page_init only. \return its top.
uint64_t map_stack(std::size_t size);

/// Root table for processors that start: kernel_root's entries and, at its own address, the
/// executable page `page`.
uint64_t build_start_root(uint64_t page);

}  // namespace machine
