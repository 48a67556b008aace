/// \file
/// Futexes that name their owner (FUTEX_LOCK_PI and its kin), for mutexes with
/// PTHREAD_PRIO_INHERIT. The owner does not get the priority of those that wait.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

/// \param flags of gsync. \param deadline_ns by `calendar` or the monotonic clock; no_deadline:
/// none. \return 0, -EDEADLK, -ETIMEDOUT, -ESRCH, -EFAULT, restart_whatever.
long lock_pi(user_address word, int flags, uint64_t deadline_ns, bool calendar);
/// \return 0, -EAGAIN, -EDEADLK, -EFAULT.
long try_lock_pi(user_address word);
/// \return 0, -EPERM, -EFAULT.
long unlock_pi(user_address word, int flags);

}  // namespace posix
