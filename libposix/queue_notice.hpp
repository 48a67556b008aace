/// \file
/// How a process is to be told that a message has come to a queue (mq_notify(3)).
#pragma once

#include <cstdint>

#include <mach/port.h>

#include <protocol/message_queue.hpp>
#include <user_copy.hpp>

namespace posix {

class queue_notice {
public:
    queue_notice() = default;
    queue_notice(const queue_notice &) = delete;
    queue_notice &operator=(const queue_notice &) = delete;
    ~queue_notice();

    protocol::mqueue_notification how = protocol::mqueue_notification::none;

    /// By a signal that carries `value`. \return 0 or -errno.
    long by_signal(int signal, uint64_t value);
    /// By a datagram to a socket, as the C libraries have it for SIGEV_THREAD: the cookie lies at
    /// an address of the application's. \return 0 or -errno.
    long by_socket(int fd, user_address cookie);
    kern_return_t ask(mach_port_t queue) const;

    /// After a message has been sent: a notice of this process's that it caused has come.
    static void settle();
    /// Before a descriptor of `file` (which may be null) is closed: POSIX has a process's notice
    /// end with it.
    static void end(mach_port_t file);

private:
    mach_port_t to_ = MACH_PORT_NULL;
    bool owned_ = false;  ///< `to_`, here
    int signal_ = 0;
    char cookie_[protocol::mqueue_cookie_size] = {};
};

}  // namespace posix
