/// \file
/// What one PCI server leaves to the next, in memory that outlives it: where the regions are, so
/// that nobody has to take them off the bus again while drivers use them, which interrupts there
/// are for them, and the tables that an interrupt controller uses.
#pragma once

#include <cstdint>

#include "function.hpp"
#include "translator.hpp"

/// Of one function. A server may end between any two lines of its code, so each part is complete
/// before the word that says so.
struct kept_function {
    uint32_t place;      ///< bus << 16 | slot << 8 | function, plus 1; 0: nothing is kept here
    uint32_t identity;   ///< vendor and device
    uint32_t known;      ///< bit n: regions[n] is right
    uint32_t looking;    ///< 1 + the region whose register does not hold its address; 0: none
    uint32_t low, high;  ///< that address
    uint32_t commands;   ///< and the command register before
    uint32_t msi_line;   ///< 1 + the kernel's line; 0: none
    uint64_t msi_address;
    uint32_t msi_data;
    uint32_t driven;  ///< 1: bootstrap may keep a right to a driver's domain, by index in functions
    function::region regions[function::bar_count];
};

struct kept_state {
    static constexpr unsigned functions_max = translation_tables::functions_max;

    uint64_t window;  ///< up to where addresses have been given away; 0: none has
    kept_function functions[functions_max];

    /// The one of a function, new if need be; null when there is no room.
    kept_function *find(uint32_t place, uint32_t identity);
};

/// All of the memory that is kept, page by page.
struct kept_memory {
    alignas(0x1000) uint8_t pending[0x1000];  ///< the interrupt controller's, for LPIs
    kept_state state;
    translation_tables tables;
};
static_assert(sizeof(kept_memory) == 64 << 10);

/// What bootstrap keeps, null when it has no memory to give.
kept_memory *kept_whole();
/// The state of the server before, or an empty one; never gone.
kept_state &kept();
