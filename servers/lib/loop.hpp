/// \file
/// A server's dispatch loop: one port set, one or more threads.
#pragma once

#include <cstddef>

#include <mach/mach.h>

namespace server {

class port_object;

/// Largest message a loop receives or sends, trailer included.
inline constexpr std::size_t message_max = 16384;

class loop {
public:
    loop();
    loop(const loop &) = delete;
    loop &operator=(const loop &) = delete;

    /// Receives and dispatches for ever on the calling thread. A reply that cannot be delivered is
    /// destroyed with its rights. Messages of unknown id get MIG_BAD_ID; messages that are served
    /// badly never stop the loop. A reply goes out with the next receive in one trap.
    [[noreturn]] void run();

    /// A deferred reply: sends `reply` (complete, header addressed to the kept reply right) without
    /// waiting.
    /// \return whether it reached a living receiver; if not it has been destroyed with its rights
    /// and memory.
    static bool send_reply(mach_msg_header_t &reply);

    mach_port_t port_set() const { return set_; }

private:
    mach_port_t set_;
};

}  // namespace server
