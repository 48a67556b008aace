/// \file
/// Return addresses of the calls that led here, for a panic.
#pragma once

#include <cstdint>

/// Logs `pc` and, from the call frame at `frame` on, its callers. Both architectures keep the
/// caller's frame pointer at a frame and the return address behind it. Stops at whatever cannot be
/// a frame further up the same stack.
void log_backtrace(uint64_t pc, uint64_t frame);
