/// \file
/// Waiting for several descriptors. Each is asked; when none is ready, each has this thread's
/// notification right (io_poll), and the thread waits for the first io_ready. A right stays with
/// its server until it has been used, so a descriptor that is polled again and again costs its
/// server one right only.
#pragma once

#include <cstdint>
#include <span>

#include <user_copy.hpp>

namespace posix {

inline constexpr uint64_t no_deadline = ~uint64_t{0};

/// Linux's struct pollfd.
struct poll_entry {
    int32_t fd;
    int16_t events, ready;
};

/// Waits until one of the entries is ready, a signal comes (-EINTR) or the monotonic deadline
/// passes (0: only looks).
/// \return the number of entries with `ready` not zero, or -errno.
long wait_for_any(std::span<poll_entry> entries, uint64_t deadline_ns);

/// poll and ppoll on an array in the application's memory. \param restarts poll goes on by itself
/// after a stop and continue.
long poll_user(user_address entries, uint32_t count, uint64_t deadline_ns, bool restarts);
/// select and pselect6.
long select_user(int count, user_address read, user_address write, user_address except,
                 uint64_t deadline_ns);

}  // namespace posix
