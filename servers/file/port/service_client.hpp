/// \file
/// A named service that this server asks now and then.
#pragma once

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>

namespace port {

/// Longest wait for another server's answer: this server serves nobody else meanwhile.
inline constexpr mach_msg_timeout_t patience_ms = 2000;

/// Finds the service at first use, and again after it has died.
class service_client {
public:
    explicit constexpr service_client(const char *name) : name_(name) {}

    /// As exchange::call. KERN_INVALID_NAME while the service is not there, MACH_RCV_TIMED_OUT when
    /// it does not answer.
    template <class Routine>
    kern_return_t call(mach::rpc::exchange<Routine> &x) {
        if (right_ == MACH_PORT_NULL) right_ = server::lookup_now(name_);
        if (right_ == MACH_PORT_NULL) return KERN_INVALID_NAME;
        const kern_return_t kr = x.call(right_, {.option = MACH_RCV_TIMEOUT,
                                                 .timeout = patience_ms,
                                                 .disposition = MACH_MSG_TYPE_COPY_SEND});
        if (kr == MACH_RCV_TIMED_OUT)
            mig_dealloc_reply_port(
                mig_get_reply_port());  // a late answer must not meet the next question
        if (kr == MACH_SEND_INVALID_DEST || kr == MIG_SERVER_DIED) {
            (void)mach_port_deallocate(mach_task_self(), right_);
            right_ = MACH_PORT_NULL;
        }
        return kr;
    }

    /// As exchange::send, waiting as long for room.
    template <class Routine>
    kern_return_t send(mach::rpc::exchange<Routine> &x) {
        if (right_ == MACH_PORT_NULL) right_ = server::lookup_now(name_);
        if (right_ == MACH_PORT_NULL) return KERN_INVALID_NAME;
        return x.send(right_, MACH_PORT_NULL, 0,
                      {.option = MACH_SEND_TIMEOUT,
                       .timeout = patience_ms,
                       .disposition = MACH_MSG_TYPE_COPY_SEND});
    }

private:
    const char *name_;
    mach_port_t right_ = MACH_PORT_NULL;
};

}  // namespace port
