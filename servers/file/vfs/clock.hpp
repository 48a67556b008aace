/// \file
/// The time that files are stamped with. The server takes it from the mapped time page; tests set
/// it.
#pragma once

#include <cstdint>

namespace vfs {

/// Nanoseconds since the epoch.
int64_t now();

}  // namespace vfs
