/// \file
/// The client's side of a typed interface: `exchange<Routine>` holds request and reply in one
/// buffer.
///
///     mach::rpc::exchange<io_read> x;
///     x.request() = {.offset = 0, .count = 512};
///     kern_return_t kr = x.call(file);      // sends, waits, checks the reply
///     use(x.reply().variable.items, x.reply().variable.count);
#pragma once

#include <mach/rpc.hpp>

extern "C" {
/// This thread's reply port; made at first use, kept for later calls. (MIG's names.)
mach_port_t mig_get_reply_port(void);
/// Forgets the reply port after an error that leaves its state unknown; the next call makes
/// another.
void mig_dealloc_reply_port(mach_port_t port);
/// See <mach/mach_init.h>.
void mig_call_failed(mach_msg_return_t transport, mach_msg_header_t *request,
                     mach_port_t reply_port);
}

namespace mach::rpc {

/// Ways of waiting for the reply.
struct call_options {
    mach_msg_option_t option = 0;    ///< extra bits, as MACH_RCV_INTERRUPT, MACH_RCV_TIMEOUT
    mach_msg_timeout_t timeout = 0;  ///< milliseconds
    uint8_t disposition = MACH_MSG_TYPE_COPY_SEND;  ///< of the destination right
};

template <class Routine>
class exchange {
public:
    using request_body = typename Routine::request;
    /// A routine that asks for no answer can only be sent.
    using reply_body = std::conditional_t<std::is_void_v<typename Routine::reply>, empty_reply,
                                          typename Routine::reply>;

    exchange() {}  // neither buffer is cleared: both are written before they are read

    request_body &request() { return buffer_.request.body; }
    reply_body &reply() { return buffer_.reply.message.body; }
    mach_msg_header_t &header() { return buffer_.request.header; }

    /// Sends the request and waits for the reply.
    /// \return the transport's error (MACH_SEND_*, MACH_RCV_*, MIG_REPLY_MISMATCH) or the reply's
    /// result. After MACH_RCV_INTERRUPTED the reply is still to come on mig_get_reply_port(): wait
    /// for it with `await`.
    [[nodiscard]] kern_return_t call(mach_port_t server, call_options options = {}) {
        const mach_port_t reply_port = mig_get_reply_port();
        auto &header =
            prepare(server, options.disposition, reply_port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
        return check(
            mach_msg(&header, MACH_SEND_MSG | MACH_RCV_MSG | options.option, header.msgh_size,
                     sizeof buffer_.reply, reply_port, options.timeout, MACH_PORT_NULL),
            reply_port);
    }

    /// Waits for the reply of a call that was interrupted.
    [[nodiscard]] kern_return_t await(call_options options = {}) {
        const mach_port_t reply_port = mig_get_reply_port();
        return check(mach_msg(&buffer_.reply.message.header, MACH_RCV_MSG | options.option, 0,
                              sizeof buffer_.reply, reply_port, options.timeout, MACH_PORT_NULL),
                     reply_port);
    }

    /// Sends the request only; a reply, if any, goes to `reply_port` by `reply_disposition`.
    [[nodiscard]] kern_return_t send(mach_port_t server, mach_port_t reply_port = MACH_PORT_NULL,
                                     uint8_t reply_disposition = 0, call_options options = {}) {
        auto &header = prepare(server, options.disposition, reply_port, reply_disposition);
        return mach_msg(&header, MACH_SEND_MSG | options.option, header.msgh_size, 0,
                        MACH_PORT_NULL, options.timeout, MACH_PORT_NULL);
    }

private:
    static constexpr bool request_complex = detail::with_descriptors<request_body>;

    mach_msg_header_t &prepare(mach_port_t server, uint8_t disposition, mach_port_t reply_port,
                               uint8_t reply_disposition) {
        auto &message = buffer_.request;
        message.header = {.msgh_bits = MACH_MSGH_BITS(disposition, uint32_t{reply_disposition}) |
                                       (request_complex ? MACH_MSGH_BITS_COMPLEX : 0),
                          .msgh_size = message_size(message.body),
                          .msgh_remote_port = server,
                          .msgh_local_port = reply_port,
                          .msgh_reserved = 0,
                          .msgh_id = Routine::id};
        if constexpr (request_complex)
            message.count.msgh_descriptor_count = detail::descriptor_count<request_body>();
        return message.header;
    }

    kern_return_t check(mach_msg_return_t transport, mach_port_t reply_port) {
        if (transport != MACH_MSG_SUCCESS) {
            mig_call_failed(transport, &buffer_.request.header, reply_port);
            return transport;
        }
        auto &reply = buffer_.reply.message;
        if (reply.header.msgh_id == MACH_NOTIFY_SEND_ONCE) return MIG_SERVER_DIED;
        if (reply.header.msgh_id != Routine::reply_id) return MIG_REPLY_MISMATCH;
        if ((reply.header.msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0 &&
            reply.header.msgh_size == min_size<empty_reply>) {
            const kern_return_t result = reinterpret_cast<wire<empty_reply> &>(reply).body.result;
            if (result != KERN_SUCCESS) return result;
        }
        if (!well_formed<reply_body>(reply.header, reply.header.msgh_size)) return MIG_TYPE_ERROR;
        return reply.body.result;
    }

    union buffer {
        buffer() {}
        wire<request_body> request;
        struct {
            wire<reply_body> message;
            mach_msg_max_trailer_t trailer;
        } reply;
    } buffer_;
};

}  // namespace mach::rpc
