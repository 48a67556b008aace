/// \file
/// Making threads; the register layout is the architecture's.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace server {

/// Makes and starts a thread of `task` at `pc` with stack pointer `sp`, up to two arguments in the
/// argument registers.
/// \param thread if not null, receives a right to the thread, the caller's.
[[nodiscard]] kern_return_t start_thread(task_t task, uint64_t pc, uint64_t sp,
                                         uint64_t argument0 = 0, uint64_t argument1 = 0,
                                         thread_t *thread = nullptr);

}  // namespace server
