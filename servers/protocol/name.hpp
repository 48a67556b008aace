/// \file
/// The name service of bootstrap, on every server's bootstrap port. Message ids 10000 to 10099.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

inline constexpr unsigned name_max = 64;

#pragma pack(push, 4)
struct name_register_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    mach::rpc::tail<char, name_max> variable;  ///< the name, no terminating zero
};
struct name_lookup_request {
    uint32_t wait;  ///< boolean: answer only when the name has been registered
    mach::rpc::tail<char, name_max> variable;
};
struct name_lookup_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    kern_return_t result;
};
struct name_granted_request {
    mach::rpc::tail<char, name_max> variable;
};
struct name_keep_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t right;
    uint32_t number;
};
struct name_let_go_request {
    uint32_t number;
};
#pragma pack(pop)

/// Registers a port under a name that the caller's service description lists (`provides`); replaces
/// the one before. KERN_DENIED when it is not listed.
using name_register = mach::rpc::routine<10000, "name_register", name_register_request>;
/// KERN_INVALID_NAME when there is no such service; without `wait` also when it is not registered
/// yet.
using name_lookup =
    mach::rpc::routine<10001, "name_lookup", name_lookup_request, name_lookup_reply>;

/// A kernel right that the caller's service description lists under `rights`: host_priv,
/// device_master, archive. KERN_DENIED when it is not listed.
using name_granted =
    mach::rpc::routine<10002, "name_granted", name_granted_request, name_lookup_reply>;

/// Keeps a right under a number of the service's own choice, beside those that are there, until
/// this task or one after it lets them go. KERN_DENIED when `kept_rights` is not among the
/// description's rights, KERN_RESOURCE_SHORTAGE.
using name_keep = mach::rpc::routine<10003, "name_keep", name_keep_request>;
/// Gives up all that is kept under the number, by whichever task of the service. KERN_DENIED.
using name_let_go = mach::rpc::routine<10004, "name_let_go", name_let_go_request>;

using name_interface = mach::rpc::interface<"name", name_register, name_lookup, name_granted>;
using keep_interface = mach::rpc::interface<"keep", name_keep, name_let_go>;

}  // namespace protocol
