/// \file
/// Calls to servers that a signal may end. Each carries a cookie; when a signal with a handler
/// comes, the server is told to answer at once (io_interrupt, process_interrupt), so that there is
/// always exactly one answer and nothing is lost.
#pragma once

#include <mach/client.hpp>

#include <process.hpp>
#include <protocol/io.hpp>
#include <thread_block.hpp>

namespace posix {

/// Has a signal come that the application has a handler for? Then it is in this_thread().taken, to
/// be delivered at the end of the system call. Signals that are ignored are dropped; those whose
/// default action is to stop or to end the process have that effect here.
bool signal_arrived();

/// The options of a receive that a signal is to end. The kernel ends one wait for each
/// interruption, which may have been another one's (a lock's): with the word still set nobody
/// waits, and the receive has timed out instead.
inline mach_msg_option_t interruptible_receive() {
    return this_thread().head.kernel.interrupt_pending == 0 ? MACH_RCV_INTERRUPT
                                                            : MACH_RCV_INTERRUPT | MACH_RCV_TIMEOUT;
}

/// A cookie that no other pending request of this process has.
inline uint32_t next_cookie() {
    thread_block &self_block = this_thread();
    return (static_cast<uint32_t>(self_block.tid) & 0x7fff) << 16 |
           (self_block.cookie_sequence++ & 0xffff);
}

namespace detail {
/// Tells the server behind `port` to answer the call with that cookie.
template <class Interrupt>
void send_interrupt(mach_port_t port, uint32_t cookie) {
    mach::rpc::exchange<Interrupt> x;
    x.request().cookie = cookie;
    (void)x.send(port);
}
}  // namespace detail

/// Calls `port` and waits for the answer, which is unix_error(EINTR) or a partial result when
/// signal_arrived() said so meanwhile.
/// \param cookie the one in the request.
template <class Interrupt, class Routine>
kern_return_t call_interruptibly(mach::rpc::exchange<Routine> &x, mach_port_t port,
                                 uint32_t cookie) {
    kern_return_t kr = x.call(port, {.option = interruptible_receive()});
    while (kr == MACH_RCV_INTERRUPTED || kr == MACH_RCV_TIMED_OUT) {
        if (signal_arrived()) {
            detail::send_interrupt<Interrupt>(port, cookie);
            kr = x.await();
        } else {
            kr = x.await({.option = interruptible_receive()});
        }
    }
    return kr;
}
/// Of the I/O interface.
template <class Routine>
kern_return_t io_call(mach::rpc::exchange<Routine> &x, mach_port_t port, uint32_t cookie) {
    return call_interruptibly<protocol::io_interrupt>(x, port, cookie);
}

/// While it lives this thread's calls use another reply port, since the answer to one is
/// outstanding on the usual.
class nested_call {
public:
    nested_call() : block_(this_thread()) { swap(); }
    ~nested_call() { swap(); }
    nested_call(const nested_call &) = delete;
    nested_call &operator=(const nested_call &) = delete;

private:
    void swap() {
        const mach_port_t other = block_.spare_reply_port;
        block_.spare_reply_port = block_.reply_port;
        block_.reply_port = other;
    }
    thread_block &block_;
};

}  // namespace posix
