/// \file
/// The classic flavours of task_info and thread_info, made of what the kernel tells.
#pragma once

#include <mach/task.h>

namespace libmach {

/// What a classic flavour is made of; others are the kernel's own, and stay.
[[nodiscard]] int kernel_task_flavor(int flavor);
[[nodiscard]] int kernel_thread_flavor(int flavor);

/// Makes a classic flavour of the answer to the kernel's. \param count in: words of room; out:
/// words given. \return KERN_INVALID_ARGUMENT: no room.
[[nodiscard]] kern_return_t give_task_info(int flavor, const uint32_t *kernels, void *to,
                                           uint32_t *count);
[[nodiscard]] kern_return_t give_thread_info(const uint32_t *kernels, void *to, uint32_t *count);

}  // namespace libmach
