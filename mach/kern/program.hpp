/// \file
/// Puts a static ELF program into a task's memory.
#pragma once

#include <cstdint>
#include <expected>

#include <kern/elf_image.hpp>

class vm_map;

/// Where a loaded program is.
struct program {
    uint64_t entry, headers;
    uint16_t header_count;
};

/// Loads into an empty map: each segment with its protection, position-independent ones at a base
/// of their own.
[[nodiscard]] std::expected<program, elf_image::problem> program_load(vm_map &map,
                                                                      const elf_image &image);
