/// \file
/// POSIX message queues (mq_overview(7)): messages of a size and a priority, in queues that have
/// names of their own. The file server's named port opens them; an open one answers the I/O
/// interface as well (readiness, attributes, flags). Ids 24300 to 24319. Errors are
/// unix_error(errno).
#pragma once

#include <protocol/io.hpp>

namespace protocol {

/// What a message may be long, whoever made the queue; and for which priorities there are.
inline constexpr uint32_t mqueue_size_max = 8192, mqueue_priorities = 32768;
/// A deadline that never comes.
inline constexpr int64_t mqueue_no_deadline = INT64_MAX;
/// Of a cookie that comes to a socket (mqueue_notify).
inline constexpr uint32_t mqueue_cookie_size = 32;

#pragma pack(push, 4)
struct mqueue_open_request {
    uint32_t flags;     ///< access mode, O_CREAT, O_EXCL, O_NONBLOCK
    uint32_t mode;      ///< permissions of a new one
    uint32_t limited;   ///< boolean: a new one is for what the next two say, else for the usual
    int64_t messages;   ///< how many
    int64_t size_each;  ///< bytes
    mach::rpc::tail<char, 256> variable;  ///< name, without the slash
};
struct mqueue_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t queue;
    kern_return_t result;
    uint32_t mode;
};
struct mqueue_unlink_request {
    mach::rpc::tail<char, 256> variable;
};
struct mqueue_send_request {
    int64_t deadline;  ///< ns since the epoch
    uint32_t priority, cookie;
    mach::rpc::tail<char, mqueue_size_max> variable;
};
struct mqueue_receive_request {
    int64_t deadline;
    uint64_t size;  ///< bytes there is room for
    uint32_t cookie;
};
struct mqueue_receive_reply {
    kern_return_t result;
    uint32_t priority;
    mach::rpc::tail<char, mqueue_size_max> variable;
};
struct mqueue_state_request {
    uint32_t set;    ///< boolean: change O_NONBLOCK
    uint32_t flags;  ///< O_NONBLOCK or 0
};
struct mqueue_state_reply {
    kern_return_t result;
    uint32_t flags;  ///< access mode and O_NONBLOCK, before the change
    int64_t messages_max, size_max, messages;
};
enum class mqueue_notification : uint32_t { none, silent, signal, socket };
struct mqueue_notify_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    /// `signal`: an owner (file_owner.hpp) who is told by mqueue_arrived. `socket`: one that takes
    /// mqueue_cookie. Else null.
    mach_msg_port_descriptor_t to;
    mqueue_notification how;
    int32_t signal;  ///< as the queue's file shows it
    char cookie[mqueue_cookie_size];
};
struct mqueue_arrived_request {
    uint32_t pid, uid;  ///< who sent the message
};
struct mqueue_cookie_request {
    char cookie[mqueue_cookie_size];
};
#pragma pack(pop)

/// ENOENT, EACCES, EEXIST, EINVAL, ENAMETOOLONG, ENFILE; EMFILE: the user's queues hold too much;
/// ENOSPC: too many, or all together hold too much.
using mqueue_open =
    mach::rpc::routine<24300, "mqueue_open", mqueue_open_request, mqueue_open_reply>;
using mqueue_unlink = mach::rpc::routine<24301, "mqueue_unlink", mqueue_unlink_request>;
using mqueue_service_interface = mach::rpc::interface<"mqueue_service", mqueue_open, mqueue_unlink>;

/// EBADF: not a queue, or not open for that. EMSGSIZE, EAGAIN, ETIMEDOUT, EINTR.
using mqueue_send = mach::rpc::routine<24310, "mqueue_send", mqueue_send_request>;
using mqueue_receive =
    mach::rpc::routine<24311, "mqueue_receive", mqueue_receive_request, mqueue_receive_reply>;
using mqueue_state =
    mach::rpc::routine<24312, "mqueue_state", mqueue_state_request, mqueue_state_reply>;
/// Once, when a message comes to the empty queue and nobody waits for it. EBUSY: another process,
/// or this one, is to be told already. `none`: not any more.
using mqueue_notify = mach::rpc::routine<24313, "mqueue_notify", mqueue_notify_request>;
using mqueue_interface =
    mach::rpc::interface<"mqueue", mqueue_send, mqueue_receive, mqueue_state, mqueue_notify>;

/// To an owner: a message has come. It becomes the signal that was set, with SI_MESGQ.
using mqueue_arrived = mach::rpc::simple_routine<24316, "mqueue_arrived", mqueue_arrived_request>;
/// To a socket of AF_NETLINK: a datagram to be received. The last byte says why: 1, a message has
/// come; 2, none will be told of any more.
using mqueue_cookie = mach::rpc::simple_routine<24317, "mqueue_cookie", mqueue_cookie_request>;

}  // namespace protocol
