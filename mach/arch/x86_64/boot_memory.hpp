/// \file
/// Physical memory before there is an allocator: the ranges in `boot`, and pages taken from them
/// for good.
#pragma once

#include <cstddef>
#include <cstdint>

#include <chip/physical_memory.hpp>

namespace machine {

/// Reads the first 4 GiB, which head.S has mapped; nothing above.
byte_span read_boot_memory(uint64_t address, std::size_t size);

/// Reserves the kernel image and the first MiB, where firmware has its data and we start
/// processors. Panics, with one line, when memory cannot hold a kernel.
void boot_memory_settle();
/// Physical page below 1 MiB where started processors begin; 0 when there is none.
uint64_t boot_start_page();

/// A zeroed page below 4 GiB that is never freed. Panics when there is none. Only until
/// vm_page_init.
uint64_t boot_page();

}  // namespace machine
