/// \file
/// The kernel's part in the paging of files, as tests make it up.
#pragma once

#include <cstdint>

namespace memory {

/// Takes page `index` of every file away, as for want of memory.
void take_away(uint64_t index);

}  // namespace memory
