/// \file
/// Typed message interfaces. A routine is declared once, as an id, a name and two plain structures;
/// the client stub (client.hpp), the server's dispatch (server.hpp), the kernel's dispatch
/// (ipc/ipc_kobject.hpp) and the tracer's names and sizes all come from that declaration. No code
/// generator.
///
/// Wire format of a request: header, [descriptor count, descriptors], data. Of a reply: header,
/// [descriptor count, descriptors], kern_return_t, data. A failed reply is always simple: header
/// and kern_return_t. The reply's id is the request's plus 100, as in MIG.
///
/// A request or reply body is a packed standard-layout struct:
///
///     struct map_request {
///         static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};  // left out
///         when there are none mach_msg_port_descriptor_t object;   // the descriptors come first,
///         in that order uint64_t address;                    // then data tail<char, 4096> path;
///         // at most one variable-length member, last, named `tail`-typed `variable`
///     };
///
/// A reply body has `kern_return_t result` as the first member after its descriptors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <mach/message.h>

namespace mach::rpc {

/// What a descriptor must be when it arrives. A port of the right kind may also be null or dead.
/// `any` is a port right of a kind that its descriptor tells.
enum class descriptor_kind : uint8_t { send, send_once, receive, any, ool, ool_ports };

/// A string as a template argument.
template <std::size_t N>
struct fixed_string {
    char text[N]{};
    constexpr fixed_string(const char (&string)[N]) {
        for (std::size_t i = 0; i < N; ++i) text[i] = string[i];
    }
};

/// The variable-length last member of a body: `count` items of T, at most Max; only those are sent.
#pragma pack(push, 4)
template <class T, std::size_t Max>
struct tail {
    using item = T;
    static constexpr std::size_t capacity = Max;
    uint32_t count;
    T items[Max];
};
struct empty_request {};
struct empty_reply {
    kern_return_t result;
};
#pragma pack(pop)

/// One routine of an interface.
template <mach_msg_id_t Id, fixed_string Name, class Request, class Reply = empty_reply>
struct routine {
    static constexpr mach_msg_id_t id = Id;
    static constexpr mach_msg_id_t reply_id = Id + 100;
    static constexpr const char *name = Name.text;
    using request = Request;
    using reply = Reply;
};

/// A message that asks for no answer (notifications, data supplied to the kernel).
template <mach_msg_id_t Id, fixed_string Name, class Request>
struct simple_routine {
    static constexpr mach_msg_id_t id = Id;
    static constexpr const char *name = Name.text;
    using request = Request;
    using reply = void;
};

/// A named list of routines, with ids in one block of 100 beginning at a multiple of 200 (replies
/// take the next block).
template <fixed_string Name, class... Routines>
struct interface {
    static constexpr const char *name = Name.text;
    template <template <class...> class T>
    using apply = T<Routines...>;
};

namespace detail {

template <class Body>
concept with_descriptors = requires { Body::descriptors[0]; };
template <class Body>
concept with_variable = requires(Body body) { body.variable.count; };

template <class Body>
constexpr std::size_t descriptor_count() {
    if constexpr (with_descriptors<Body>)
        return std::extent_v<decltype(Body::descriptors)>;
    else
        return 0;
}

constexpr std::size_t descriptor_size(descriptor_kind kind) {
    return kind == descriptor_kind::ool || kind == descriptor_kind::ool_ports
               ? sizeof(mach_msg_ool_descriptor_t)
               : sizeof(mach_msg_port_descriptor_t);
}

/// Bytes of the descriptors at the head of a body.
template <class Body>
constexpr std::size_t descriptors_size() {
    std::size_t size = 0;
    if constexpr (with_descriptors<Body>)
        for (auto kind : Body::descriptors) size += descriptor_size(kind);
    return size;
}

constexpr std::size_t round4(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

/// An empty C++ struct has size 1; on the wire it has none.
template <class Body>
constexpr std::size_t body_size() {
    return std::is_empty_v<Body> ? 0 : sizeof(Body);
}

/// Bytes of a body without its variable items.
template <class Body>
constexpr std::size_t fixed_size() {
    if constexpr (with_variable<Body>)
        return sizeof(Body) - sizeof(Body{}.variable.items);
    else
        return body_size<Body>();
}

}  // namespace detail

#pragma pack(push, 4)
/// A body with its header in front, as it goes over the wire.
template <class Body, bool Complex = detail::with_descriptors<Body>>
struct wire {
    mach_msg_header_t header;
    Body body;
};
template <class Body>
struct wire<Body, true> {
    mach_msg_header_t header;
    mach_msg_body_t count;
    Body body;
};
#pragma pack(pop)

/// Bytes in front of the body.
template <class Body>
inline constexpr std::size_t prefix_size =
    sizeof(mach_msg_header_t) + (detail::with_descriptors<Body> ? sizeof(mach_msg_body_t) : 0);

/// Size of the message that carries `body`, in bytes, a multiple of 4.
template <class Body>
constexpr mach_msg_size_t message_size(const Body &body) {
    std::size_t size = prefix_size<Body> + detail::fixed_size<Body>();
    if constexpr (detail::with_variable<Body>)
        size += body.variable.count * sizeof(body.variable.items[0]);
    return static_cast<mach_msg_size_t>(detail::round4(size));
}

/// Smallest and largest message that can be a `Body`.
template <class Body>
inline constexpr mach_msg_size_t min_size =
    static_cast<mach_msg_size_t>(detail::round4(prefix_size<Body> + detail::fixed_size<Body>()));
template <class Body>
inline constexpr mach_msg_size_t max_size =
    static_cast<mach_msg_size_t>(detail::round4(prefix_size<Body> + detail::body_size<Body>()));

/// Does a received message of `size` bytes have the size and the kinds of descriptors that `Body`
/// declares? `bytes` is the message from its header on, at least `size` long; descriptors must be
/// those the kernel delivered.
template <class Body>
constexpr bool well_formed(const mach_msg_header_t &header, mach_msg_size_t size) {
    if (size < min_size<Body> || size > max_size<Body>) return false;
    const bool complex = (header.msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0;
    if (complex != detail::with_descriptors<Body>) return false;
    const auto *bytes = reinterpret_cast<const unsigned char *>(&header);
    if constexpr (detail::with_descriptors<Body>) {
        const auto &message = *reinterpret_cast<const wire<Body> *>(bytes);
        if (message.count.msgh_descriptor_count != detail::descriptor_count<Body>()) return false;
        const unsigned char *at = bytes + prefix_size<Body>;
        for (descriptor_kind kind : Body::descriptors) {
            const auto &port = *reinterpret_cast<const mach_msg_port_descriptor_t *>(at);
            const auto &ool_ports = *reinterpret_cast<const mach_msg_ool_ports_descriptor_t *>(at);
            switch (kind) {
            case descriptor_kind::send:
                if (port.type != MACH_MSG_PORT_DESCRIPTOR ||
                    port.disposition != MACH_MSG_TYPE_PORT_SEND)
                    return false;
                break;
            case descriptor_kind::send_once:
                if (port.type != MACH_MSG_PORT_DESCRIPTOR ||
                    port.disposition != MACH_MSG_TYPE_PORT_SEND_ONCE)
                    return false;
                break;
            case descriptor_kind::receive:
                if (port.type != MACH_MSG_PORT_DESCRIPTOR ||
                    port.disposition != MACH_MSG_TYPE_PORT_RECEIVE)
                    return false;
                break;
            case descriptor_kind::any:
                if (port.type != MACH_MSG_PORT_DESCRIPTOR) return false;
                break;
            case descriptor_kind::ool:
                if (ool_ports.type != MACH_MSG_OOL_DESCRIPTOR &&
                    ool_ports.type != MACH_MSG_OOL_VOLATILE_DESCRIPTOR)
                    return false;
                break;
            case descriptor_kind::ool_ports:
                if (ool_ports.type != MACH_MSG_OOL_PORTS_DESCRIPTOR) return false;
                break;
            }
            at += detail::descriptor_size(kind);
        }
    }
    if constexpr (detail::with_variable<Body>) {
        const auto &body = reinterpret_cast<const wire<Body> *>(bytes)->body;
        if (body.variable.count > Body{}.variable.capacity || message_size(body) != size)
            return false;
    }
    return true;
}

/// Descriptors for sending.
constexpr mach_msg_port_descriptor_t port_descriptor(mach_port_t name, uint8_t disposition) {
    return {.name = name,
            .pad1 = 0,
            .pad2 = 0,
            .disposition = disposition,
            .type = MACH_MSG_PORT_DESCRIPTOR};
}
constexpr mach_msg_ool_descriptor_t ool_descriptor(uint64_t address, mach_msg_size_t size,
                                                   bool deallocate = false) {
    return {.address = address,
            .deallocate = deallocate,
            .copy = MACH_MSG_VIRTUAL_COPY,
            .pad1 = 0,
            .type = MACH_MSG_OOL_DESCRIPTOR,
            .size = size};
}
inline mach_msg_ool_descriptor_t ool_descriptor(const void *address, mach_msg_size_t size,
                                                bool deallocate = false) {
    return ool_descriptor(reinterpret_cast<uint64_t>(address), size, deallocate);
}

}  // namespace mach::rpc
