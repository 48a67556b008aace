/// \file
/// Which physical memory there is, and what of it is taken, while the machine starts. Fills `boot`.
#pragma once

#include <cstdint>

#include <kern/boot_info.hpp>

namespace machine {

/// Adds RAM; shrinks to whole pages, merges with what it touches, keeps ascending order. What does
/// not fit is left out.
void add_memory(uint64_t begin, uint64_t end);
/// Marks memory as taken; grows to whole pages.
void add_reserved(uint64_t begin, uint64_t end);
/// Address of `pages` contiguous free pages within `in`, not taken yet; 0 if there are none.
uint64_t find_free(const physical_range &in, uint64_t pages);
/// Takes `pages` contiguous free pages off the low end of the memory for good. Panics when there
/// are none.
uint64_t boot_allocate(uint64_t pages);

}  // namespace machine
