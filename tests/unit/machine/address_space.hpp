/// \file
/// The host's memory is its own direct map.
#pragma once

#include <cstdint>

#include <machine/pmap_entry.hpp>

namespace machine {

inline constexpr uint64_t kernel_map_begin = 0xffff'c000'0000'0000,
                          kernel_map_end = 0xffff'c080'0000'0000;

inline void *phys_to_virt(uint64_t physical) { return reinterpret_cast<void *>(physical); }
inline uint64_t virt_to_phys(const void *address) { return reinterpret_cast<uint64_t>(address); }
inline uint16_t max_asid() { return 255; }
inline void activate(uint64_t, uint16_t) {}
inline uint64_t kernel_root() { return 0; }
inline void init_user_root(pte *) {}

}  // namespace machine
