/// \file
/// Text that a boot loader passes.
#pragma once

#include <chip/physical_memory.hpp>
#include <kern/boot_info.hpp>

/// Copies the command line, up to its zero or the end of `text`, cut to what boot_info holds.
inline void boot_set_command_line(boot_info &boot, byte_span text) {
    std::size_t size = 0;
    while (size < text.size() && size + 1 < sizeof boot.command_line &&
           text[size] != std::byte{0}) {
        boot.command_line[size] = static_cast<char>(text[size]);
        ++size;
    }
    boot.command_line[size] = 0;
}
