/// \file
/// From a call's kern_return_t to the negative errno that a system call returns.
#pragma once

#include <mach/kern_return.h>

namespace posix {

/// 0 for KERN_SUCCESS, else -errno. A server that has died or a right that is gone is EIO, except a
/// dead descriptor, which its user sees as EBADF (`dead`).
long errno_of(kern_return_t result);

/// Results of system calls that never reach the application: what happens depends on the signal
/// that interrupted the call.
inline constexpr long restart_always =
    -512;  ///< ERESTARTSYS: again, or EINTR when the handler has no SA_RESTART
inline constexpr long restart_no_handler = -514;  ///< ERESTARTNOHAND: EINTR when there is a handler
inline constexpr long restart_record_set =
    -516;  ///< ERESTART_RESTARTBLOCK: as before, but goes on by restart_syscall

}  // namespace posix
