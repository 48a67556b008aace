/// \file
/// Sockets: made at the name "network", each a port that answers the I/O interface (io.hpp) and
/// this one. Ids 23000 to 23099 for the name, 23200 to 23299 for a socket.
///
/// Numbers (families, types, options, MSG_*) and addresses (struct sockaddr) are Linux's generic
/// ABI. What a socket in the file system is called lies with the file server: a local socket has
/// an *address port*, which file_bind_socket puts under a name and file_find_socket gives to who
/// may write there. A send right to it is the permission to connect.
///
/// Requests with a cookie may wait, as in the I/O interface; with MSG_DONTWAIT, or O_NONBLOCK on
/// the socket, they fail with EAGAIN instead.
#pragma once

#include <protocol/io.hpp>

namespace protocol {

inline constexpr unsigned socket_address_max = 128;
inline constexpr unsigned socket_rights_max = 253;
inline constexpr unsigned socket_option_max = 256;
/// Most bytes of one message to or from a socket.
inline constexpr unsigned socket_message_max = 1 << 20;

using socket_address_tail = mach::rpc::tail<char, socket_address_max>;

#pragma pack(push, 4)
struct socket_create_request {
    uint32_t family, type, protocol;
    uint32_t flags;  ///< O_NONBLOCK
};
struct socket_create_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t socket;
    kern_return_t result;
};
struct socket_pair_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send,
                                                                 mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t first, second;
    kern_return_t result;
};
struct network_text_request {
    mach::rpc::tail<char, 32> variable;  ///< a file's name in /proc/net
};
struct network_text_reply {
    kern_return_t result;
    mach::rpc::tail<char, 8192> variable;
};

struct socket_name_request {
    uint32_t peer;  ///< boolean: the other's name, not the socket's own
};
struct socket_name_reply {
    kern_return_t result;
    socket_address_tail variable;
};
struct socket_address_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t address;
    kern_return_t result;
};
struct socket_bind_request {
    socket_address_tail variable;
};
struct socket_listen_request {
    int32_t backlog;
};
struct socket_connect_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t address;  ///< of a local socket with a path; else null
    uint32_t cookie;
    socket_address_tail variable;
};
struct socket_accept_request {
    uint32_t cookie;
    uint32_t flags;  ///< O_NONBLOCK of the new socket
};
struct socket_accept_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t socket;
    kern_return_t result;
    socket_address_tail variable;  ///< the peer's name
};
struct socket_send_request {
    uint32_t flags;  ///< MSG_*
    uint32_t cookie;
    uint32_t address_size;  ///< bytes at the begin of the tail; the rest is data
    mach::rpc::tail<char, socket_address_max + io_inline_max> variable;
};
struct socket_credentials {
    uint32_t pid, uid, gid;
};
struct socket_send_message_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {
        mach::rpc::descriptor_kind::send, mach::rpc::descriptor_kind::ool,
        mach::rpc::descriptor_kind::ool_ports};
    mach_msg_port_descriptor_t address;  ///< as for connect
    mach_msg_ool_descriptor_t data;
    mach_msg_ool_ports_descriptor_t rights;  ///< SCM_RIGHTS, socket_rights_max at most
    uint32_t flags;
    uint32_t cookie;
    uint32_t has_credentials;        ///< boolean
    socket_credentials credentials;  ///< SCM_CREDENTIALS
    socket_address_tail variable;
};
struct socket_receive_request {
    uint32_t flags;
    uint32_t count;  ///< socket_receive: at most io_inline_max
    uint32_t cookie;
};
struct socket_receive_reply {
    kern_return_t result;
    uint32_t flags;   ///< MSG_TRUNC, MSG_EOR
    uint32_t length;  ///< of the whole message, of which more may have been cut off than fits
    uint32_t address_size;
    mach::rpc::tail<char, socket_address_max + io_inline_max> variable;  ///< address, data
};
struct socket_receive_message_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {
        mach::rpc::descriptor_kind::ool, mach::rpc::descriptor_kind::ool_ports};
    mach_msg_ool_descriptor_t data;
    mach_msg_ool_ports_descriptor_t rights;  ///< send rights
    kern_return_t result;
    uint32_t flags;
    uint32_t length;
    uint32_t address_size;
    mach::rpc::tail<char, socket_address_max + 256> variable;  ///< address, control messages
};
struct socket_option_request {
    int32_t level, name;
    mach::rpc::tail<char, socket_option_max> variable;  ///< the value to set
};
struct socket_option_reply {
    kern_return_t result;
    mach::rpc::tail<char, socket_option_max> variable;
};
struct socket_shutdown_request {
    uint32_t how;  ///< SHUT_RD, SHUT_WR, SHUT_RDWR
};
#pragma pack(pop)

using socket_create =
    mach::rpc::routine<23000, "socket_create", socket_create_request, socket_create_reply>;
using socket_pair =
    mach::rpc::routine<23001, "socket_pair", socket_create_request, socket_pair_reply>;
/// The contents of a file in /proc/net; ENOENT.
using network_text =
    mach::rpc::routine<23002, "network_text", network_text_request, network_text_reply>;
using network_interface = mach::rpc::interface<"network", socket_create, socket_pair, network_text>;

using socket_name =
    mach::rpc::routine<23200, "socket_name", socket_name_request, socket_name_reply>;
/// The address port of a local socket that has no name yet; EINVAL when it has one, EOPNOTSUPP for
/// other families.
using socket_address =
    mach::rpc::routine<23201, "socket_address", mach::rpc::empty_request, socket_address_reply>;
/// For a path of the file system: what the name is, after it has been made.
using socket_bind = mach::rpc::routine<23202, "socket_bind", socket_bind_request>;
using socket_listen = mach::rpc::routine<23203, "socket_listen", socket_listen_request>;
using socket_connect = mach::rpc::routine<23204, "socket_connect", socket_connect_request>;
using socket_accept =
    mach::rpc::routine<23205, "socket_accept", socket_accept_request, socket_accept_reply>;
using socket_send = mach::rpc::routine<23206, "socket_send", socket_send_request, io_write_reply>;
using socket_send_message =
    mach::rpc::routine<23207, "socket_send_message", socket_send_message_request, io_write_reply>;
using socket_receive =
    mach::rpc::routine<23208, "socket_receive", socket_receive_request, socket_receive_reply>;
using socket_receive_message =
    mach::rpc::routine<23209, "socket_receive_message", socket_receive_request,
                       socket_receive_message_reply>;
using socket_get_option =
    mach::rpc::routine<23210, "socket_get_option", socket_option_request, socket_option_reply>;
using socket_set_option = mach::rpc::routine<23211, "socket_set_option", socket_option_request>;
using socket_shutdown = mach::rpc::routine<23212, "socket_shutdown", socket_shutdown_request>;

using socket_interface =
    mach::rpc::interface<"socket", socket_name, socket_address, socket_bind, socket_listen,
                         socket_connect, socket_accept, socket_send, socket_send_message,
                         socket_receive, socket_receive_message, socket_get_option,
                         socket_set_option, socket_shutdown>;

}  // namespace protocol
