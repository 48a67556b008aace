/// \file
/// How the file server opens a device node that another server serves (terminals): a call to that
/// server's named port. Ids 20800 to 20899.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

#pragma pack(push, 4)
struct device_open_request {
    uint32_t minor;          ///< 0 /dev/console, 1 /dev/tty (the sender's controlling terminal), 2
                             ///< /dev/ptmx, 256+n /dev/pts/n
    uint32_t flags;          ///< O_*
    audit_token_t client;    ///< who opens; believed only from the file server
    uint64_t device, inode;  ///< the node's st_dev and st_ino, which the description's are to be
};
struct device_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t file;  ///< a new open description, answering the I/O interface
    kern_return_t result;             ///< ENXIO: no controlling terminal
};
struct device_terminals_request {
    uint32_t first;  ///< the lowest number wanted
};
struct device_terminal {
    uint32_t number, uid;
};
struct device_terminals_reply {
    kern_return_t result;
    mach::rpc::tail<device_terminal, 64> variable;  ///< by number; none: the end
};
struct device_session_ended_request {
    uint32_t session;
};
#pragma pack(pop)
using device_open =
    mach::rpc::routine<20800, "device_open", device_open_request, device_open_reply>;
/// From the process server: the session's leader has ended, so its terminal hangs up and is free.
using device_session_ended =
    mach::rpc::simple_routine<20801, "device_session_ended", device_session_ended_request>;
/// The pseudo-terminals whose masters are open.
using device_terminals =
    mach::rpc::routine<20802, "device_terminals", device_terminals_request, device_terminals_reply>;
using device_interface =
    mach::rpc::interface<"device", device_open, device_session_ended, device_terminals>;

}  // namespace protocol
