/// \file
/// The server's side of a typed interface: `demux<Interface>(server, in, out)` checks a received
/// message against the declaration and calls `server.serve(Routine{}, call<Routine>&)`.
#pragma once

#include <algorithm>
#include <array>

#include <mach/rpc.hpp>

namespace mach::rpc {

/// One incoming request and the reply under construction.
template <class Routine>
struct call {
    const mach_msg_header_t &header;  ///< as received; the reply right is header.msgh_remote_port
    const typename Routine::request &request;
    typename Routine::reply &reply;  ///< all of it must be written when the result is KERN_SUCCESS
    const mach_msg_max_trailer_t &trailer;  ///< sender's tokens and the receive right's context
};
template <class Routine>
    requires std::is_void_v<typename Routine::reply>
struct call<Routine> {
    const mach_msg_header_t &header;
    const typename Routine::request &request;
    const mach_msg_max_trailer_t &trailer;
};

/// Outcome of demux: what the dispatch loop has to do with `out`.
enum class disposition : uint8_t {
    reply,     ///< send `out`
    no_reply,  ///< nothing: the server kept the reply right
    done,      ///< served, and asks for no reply: a reply right that it has all the same is dropped
    ignored,   ///< nothing in the message is wanted: all of it is destroyed
    unknown,   ///< no routine of this interface has that id; `out` untouched
};

namespace detail {

inline const mach_msg_max_trailer_t &trailer_of(const mach_msg_header_t &in) {
    return *reinterpret_cast<const mach_msg_max_trailer_t *>(reinterpret_cast<const char *>(&in) +
                                                             round4(in.msgh_size));
}

/// Makes `out` the error reply (or bare success) to `in`.
inline void simple_reply(const mach_msg_header_t &in, mach_msg_header_t &out,
                         kern_return_t result) {
    auto &reply = reinterpret_cast<wire<empty_reply> &>(out);
    reply.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(in.msgh_bits), 0u),
                    .msgh_size = sizeof reply,
                    .msgh_remote_port = in.msgh_remote_port,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = in.msgh_id + 100};
    reply.body.result = result;
}

/// Makes `out` the reply to `in`: the full one on success, else the simple one.
template <class Reply>
void finish(const mach_msg_header_t &in, mach_msg_header_t &out, kern_return_t result) {
    if (result != KERN_SUCCESS) return simple_reply(in, out, result);
    auto &answer = reinterpret_cast<wire<Reply> &>(out);
    answer.body.result = KERN_SUCCESS;
    answer.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(in.msgh_bits), 0u) |
                                  (with_descriptors<Reply> ? MACH_MSGH_BITS_COMPLEX : 0),
                     .msgh_size = message_size(answer.body),
                     .msgh_remote_port = in.msgh_remote_port,
                     .msgh_local_port = MACH_PORT_NULL,
                     .msgh_reserved = 0,
                     .msgh_id = in.msgh_id + 100};
    if constexpr (with_descriptors<Reply>)
        answer.count.msgh_descriptor_count = descriptor_count<Reply>();
}

template <class Server, class Routine>
disposition serve_one(Server &server, const mach_msg_header_t &in, mach_msg_header_t &out) {
    using request = typename Routine::request;
    using reply = typename Routine::reply;
    const bool valid = well_formed<request>(in, in.msgh_size);
    const auto &message = reinterpret_cast<const wire<request> &>(in);
    if (!valid) {
        simple_reply(in, out, MIG_BAD_ARGUMENTS);
        return disposition::reply;
    }
    if constexpr (std::is_void_v<reply>) {
        server.serve(Routine{}, call<Routine>{in, message.body, trailer_of(in)});
        return disposition::done;
    } else {
        auto &answer = reinterpret_cast<wire<reply> &>(out);
        const kern_return_t result =
            server.serve(Routine{}, call<Routine>{in, message.body, answer.body, trailer_of(in)});
        if (result == MIG_NO_REPLY) return disposition::no_reply;
        finish<reply>(in, out, result);
        return disposition::reply;
    }
}

template <class Server>
struct dispatcher {
    using function = disposition (*)(Server &server, const mach_msg_header_t &in,
                                     mach_msg_header_t &out);

    /// The routines by id from the lowest on; an interface's ids lie in one block of 100.
    template <class... Routines>
    struct over {
        static constexpr mach_msg_id_t base = std::min({Routines::id...});
        static constexpr auto table = [] {
            std::array<function, static_cast<std::size_t>(std::max({Routines::id...}) - base) + 1>
                entries{};
            ((entries[static_cast<std::size_t>(Routines::id - base)] = serve_one<Server, Routines>),
             ...);
            return entries;
        }();

        static disposition run(Server &server, const mach_msg_header_t &in,
                               mach_msg_header_t &out) {
            const auto index = static_cast<uint32_t>(in.msgh_id) - static_cast<uint32_t>(base);
            if (index >= table.size() || table[index] == nullptr) return disposition::unknown;
            return table[index](server, in, out);
        }
    };
};

}  // namespace detail

/// Serves `in` (a received message with its trailer behind it) by `server` if it belongs to
/// `Interface`; `out` must hold the largest reply. Malformed messages get MIG_BAD_ARGUMENTS and
/// never reach the server. Ownership: when the outcome is an error reply or `unknown` the caller
/// destroys the rights and memory in `in` (mach_msg_destroy) except the reply right; a served
/// request's rights and memory belong to the server.
template <class Interface, class Server>
disposition demux(Server &server, const mach_msg_header_t &in, mach_msg_header_t &out) {
    return Interface::template apply<detail::dispatcher<Server>::template over>::run(server, in,
                                                                                     out);
}

}  // namespace mach::rpc
