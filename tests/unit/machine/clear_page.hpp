/// \file
/// Whole pages of the host.
#pragma once

#include <cstring>

namespace machine {

inline void clear_page(void *page) { std::memset(page, 0, 4096); }
inline void copy_page(void *to, const void *from) { std::memcpy(to, from, 4096); }
inline void sync_instructions(const void *, unsigned long) {}

}  // namespace machine
