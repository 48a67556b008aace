/// \file
/// Notifications: what the kernel sends to a send-once right about ports (Mach 3 kernel interface).
/// No replies.
#pragma once

#include <mach/rpc.hpp>

namespace mach::interface {

#pragma pack(push, 4)
struct mach_notify_name_request {
    mach_port_name_t name;
};
struct mach_notify_port_destroyed_request {
    static constexpr rpc::descriptor_kind descriptors[] = {rpc::descriptor_kind::receive};
    mach_msg_port_descriptor_t rights;
};
struct mach_notify_no_senders_request {
    mach_port_mscount_t count;  ///< make-send count when the last send right went
};
#pragma pack(pop)

using mach_notify_port_deleted =
    rpc::simple_routine<MACH_NOTIFY_PORT_DELETED, "mach_notify_port_deleted",
                        mach_notify_name_request>;
using mach_notify_send_possible =
    rpc::simple_routine<MACH_NOTIFY_SEND_POSSIBLE, "mach_notify_send_possible",
                        mach_notify_name_request>;
using mach_notify_port_destroyed =
    rpc::simple_routine<MACH_NOTIFY_PORT_DESTROYED, "mach_notify_port_destroyed",
                        mach_notify_port_destroyed_request>;
using mach_notify_no_senders = rpc::simple_routine<MACH_NOTIFY_NO_SENDERS, "mach_notify_no_senders",
                                                   mach_notify_no_senders_request>;
using mach_notify_send_once =
    rpc::simple_routine<MACH_NOTIFY_SEND_ONCE, "mach_notify_send_once", rpc::empty_request>;
using mach_notify_dead_name =
    rpc::simple_routine<MACH_NOTIFY_DEAD_NAME, "mach_notify_dead_name", mach_notify_name_request>;

using notify_interface =
    rpc::interface<"notify", mach_notify_port_deleted, mach_notify_send_possible,
                   mach_notify_port_destroyed, mach_notify_no_senders, mach_notify_send_once,
                   mach_notify_dead_name>;

}  // namespace mach::interface
