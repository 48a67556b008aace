/// \file
/// The kernel's own mappings outside the direct map: stacks between guard pages, device registers.
#pragma once

#include <cstdint>

#include <kern/result.hpp>
#include <machine/pmap_entry.hpp>

/// Builds everything in vm/ from `boot`; to be called once, before anything is allocated. Panics
/// when memory is too small.
void vm_init();

/// A stack of `size` bytes (whole pages) with an unmapped page below and above, zeroed.
/// KERN_RESOURCE_SHORTAGE.
/// \return its lowest address
[[nodiscard]] result<uint64_t> vm_kern_stack(uint64_t size);
/// Maps [physical, physical + size) of a device, any alignment. Never unmapped.
/// \return the address of `physical`
[[nodiscard]] result<uint64_t> vm_kern_device(uint64_t physical, uint64_t size,
                                              machine::memory_type type);
