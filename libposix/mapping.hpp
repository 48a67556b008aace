/// \file
/// Where the application's mappings go, and calls on the task's own memory.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace posix {

inline constexpr uint64_t page_size = 4096;
/// Where the search for room begins when the application names no place.
inline constexpr uint64_t map_hint = 0x7f00'0000'0000;

constexpr bool page_aligned(uint64_t value) { return (value & (page_size - 1)) == 0; }
constexpr uint64_t page_round(uint64_t value) { return (value + page_size - 1) & ~(page_size - 1); }

/// Linux's PROT_* in Mach's VM_PROT_*: the same bits.
constexpr vm_prot_t to_protection(uint32_t protection) {
    return static_cast<vm_prot_t>(protection & 7);
}

/// Is [address, address + size) the application's to map?
bool mappable(uint64_t address, uint64_t size);
/// Anonymous private memory. `address` in: the place, or the hint when not `fixed`; out: where it
/// is.
kern_return_t map_anonymous(uint64_t &address, uint64_t size, uint32_t protection, int flags);
struct mapped_region {
    uint64_t begin, end;
    vm_prot_t protection;
    vm_inherit_t inheritance;
};
/// The region that `address` lies in, or the next one above. \return whether there is one.
bool next_region(uint64_t address, mapped_region &found);
/// Part of a memory object. \param shared else a private copy.
kern_return_t map_object(uint64_t &address, uint64_t size, mach_port_t object, uint64_t offset,
                         uint32_t protection, uint32_t maximum, int flags, bool shared);

}  // namespace posix
