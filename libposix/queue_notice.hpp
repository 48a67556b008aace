/// \file
/// How a process is to be told that a message has come to a queue (mq_notify(3)).
#pragma once

#include <cstdint>

#include <mach/port.h>

#include <owned_right.hpp>
#include <protocol/message_queue.hpp>
#include <user_copy.hpp>

namespace posix {

/// What mq_notify asks of a queue: made by one of `by_...`, or `how` set, then `ask`ed once. Owns
/// the owner it has been given.
class queue_notice {
public:
    protocol::mqueue_notification how = protocol::mqueue_notification::none;

    /// By a signal that carries `value`. \return 0 or -errno.
    long by_signal(int signal, uint64_t value);
    /// By a datagram to a socket, as the C libraries have it for SIGEV_THREAD: the cookie lies at
    /// an address of the application's. \return 0 or -errno.
    long by_socket(int fd, user_address cookie);
    /// Gives it to a queue. \return the queue's answer, or why it was not reached.
    kern_return_t ask(mach_port_t queue) const;

    /// After a message has been sent: a notice of this process's that it caused has come.
    static void settle();
    /// Before a descriptor of `file` (which may be null) is closed: POSIX has a process's notice
    /// end with it.
    static void end(mach_port_t file);

private:
    mach_port_t socket_ = MACH_PORT_NULL;  ///< a descriptor's
    owned_right owner_;
    int signal_ = 0;
    char cookie_[protocol::mqueue_cookie_size] = {};
};

}  // namespace posix
