/// \file
/// Copying from and to memory that a server pages itself. It must not wait for itself, so it maps
/// such memory with VM_FLAGS_RESIDENT, and a page that is not in memory ends the copy.
#pragma once

#include <cstddef>

namespace server {

/// Starts the thread that takes the faults of copy_resident. Before its first use; once.
/// \return false when there is no memory.
[[nodiscard]] bool prepare_resident_copies();
/// \return false when a page of either side is not in memory, or its object ends before it; part of
/// the bytes has been copied then.
[[nodiscard]] bool copy_resident(void *to, const void *from, std::size_t count);

}  // namespace server
