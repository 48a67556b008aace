/// \file
/// Resource limits of the process, which the library keeps itself (Linux's RLIMIT_*).
#pragma once

#include <cstdint>

namespace posix {

inline constexpr uint64_t unlimited = ~uint64_t{0};

/// What a first process has.
void set_default_limits();
/// RLIMIT_NOFILE: descriptors are below it.
uint64_t open_file_limit();
/// May the process have `more` bytes of address space, and as much private writable memory if
/// `data` (RLIMIT_AS, RLIMIT_DATA)?
bool memory_allowed(uint64_t more, bool data);
/// Has the process server watch RLIMIT_CPU as it is now.
void enforce_cpu_limit();
/// The same for a forked child, if there is a limit.
void inherit_cpu_limit();

}  // namespace posix
