/// \file
/// A request whose answer comes later (a read from an empty pipe).
///
///     kern_return_t serve(protocol::io_read, mach::rpc::call<protocol::io_read> &c) {
///         readers_.emplace_back(c.header, ...);   // a server::pending<protocol::io_read>
///         return MIG_NO_REPLY;
///     }
///     ...
///     mach::rpc::wire<protocol::io_read_reply> reply; fill reply.body;
///     readers_.front().reply(reply);
#pragma once

#include <utility>

#include <lib/loop.hpp>
#include <mach/server.hpp>

namespace server {

template <class Routine>
class pending {
public:
    /// Takes the reply right of a received request.
    explicit pending(const mach_msg_header_t &request)
        : port_(request.msgh_remote_port),
          disposition_(MACH_MSGH_BITS_REMOTE(request.msgh_bits)),
          id_(request.msgh_id) {}
    pending(pending &&other) noexcept
        : port_(std::exchange(other.port_, MACH_PORT_NULL)),
          disposition_(other.disposition_),
          id_(other.id_) {}
    pending &operator=(pending &&other) noexcept {
        std::swap(port_, other.port_);
        std::swap(disposition_, other.disposition_);
        std::swap(id_, other.id_);
        return *this;
    }
    ~pending() {
        if (port_ != MACH_PORT_NULL) mach_port_deallocate(mach_task_self(), port_);
    }

    /// Is there still somebody who would receive the answer? A kernel call.
    bool is_awaited() const {
        mach_port_type_t type = 0;
        return mach_port_type(mach_task_self(), port_, &type) == KERN_SUCCESS &&
               (type & MACH_PORT_TYPE_DEAD_NAME) == 0;
    }

    /// Answers with `reply.body` when `result` is KERN_SUCCESS, else with the bare error. Once.
    /// \return as loop::send_reply.
    bool reply(mach::rpc::wire<typename Routine::reply> &reply,
               kern_return_t result = KERN_SUCCESS) {
        return reply_as(reply, result);
    }
    /// The same with the reply of a sister routine.
    template <class Reply>
    bool reply_as(mach::rpc::wire<Reply> &reply, kern_return_t result) {
        mach::rpc::detail::finish<Reply>(take(), reply.header, result);
        return loop::send_reply(reply.header);
    }
    void fail(kern_return_t result) {
        mach::rpc::wire<mach::rpc::empty_reply> out;
        mach::rpc::detail::simple_reply(take(), out.header, result);
        (void)loop::send_reply(out.header);
    }

private:
    /// The request's header as far as a reply needs it; the reply right leaves this object.
    mach_msg_header_t take() {
        return {.msgh_bits = MACH_MSGH_BITS(disposition_, 0u),
                .msgh_size = sizeof(mach_msg_header_t),
                .msgh_remote_port = std::exchange(port_, MACH_PORT_NULL),
                .msgh_local_port = MACH_PORT_NULL,
                .msgh_reserved = 0,
                .msgh_id = id_};
    }

    mach_port_t port_;
    uint32_t disposition_;
    mach_msg_id_t id_;
};

}  // namespace server
