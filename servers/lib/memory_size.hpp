/// \file
/// How much memory the machine has: what servers hold for others is limited to a share of it.
#pragma once

#include <cstdint>

namespace server {

/// Bytes; 64 MiB when the kernel does not tell.
uint64_t memory_size();

}  // namespace server
