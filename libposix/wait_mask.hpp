/// \file
/// What ppoll, pselect6 and the like have in common: a relative timeout, and a signal mask for the
/// wait's length.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

/// From a struct timespec: the monotonic deadline, no_deadline for a null pointer, 0 for a time of
/// zero. \return 0, -EFAULT, -EINVAL.
long load_deadline(user_address timeout, uint64_t &deadline_ns);
/// Puts the mask at `mask` in force until the end of the system call, when the present one comes
/// back. \return 0, -EFAULT, -EINVAL.
long apply_wait_mask(user_address mask, uint64_t size);
/// A wait with such a mask has ended with `result`. If that was not by a signal the former mask
/// comes back before any is looked at: what came meanwhile stays pending behind it. \return
/// `result`.
long end_wait_mask(long result);

}  // namespace posix
