#pragma once

#include <ctime>

/// When a file was made, which only statx(2) tells. `flags` as for fstatat. Nanoseconds of -1 where
/// it is not known.
[[nodiscard]] timespec birth_time(int folder, const char *name, int flags);
