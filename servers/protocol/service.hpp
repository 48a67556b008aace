/// \file
/// What programs ask of bootstrap, at their bootstrap port: names that are open to them (the name
/// interface), and the state of services. Ids 10200 to 10299.
#pragma once

#include <mach/rpc.hpp>
#include <protocol/name.hpp>

namespace protocol {

enum class service_state : uint32_t {
    stopped,
    running,
    ending,   ///< its task is being taken down
    waiting,  ///< it has died young too often, and is started again a little later
    failed,   ///< it could not be started
};
enum class service_operation : uint32_t {
    start,    ///< with what it needs
    stop,     ///< until it is started
    restart,  ///< stop, then start
    kill,     ///< as if it had crashed
};

#pragma pack(push, 4)
struct service_query_request {
    uint32_t index;
};
struct service_query_reply {
    kern_return_t result;
    service_state state;
    uint32_t task;                        ///< its id in task_account_info, 0: none
    uint32_t deaths;                      ///< since boot, other than by request
    uint64_t uptime_ns;                   ///< of the running task
    mach::rpc::tail<char, 256> variable;  ///< the service's name
};
struct service_control_request {
    service_operation operation;
    mach::rpc::tail<char, name_max> variable;  ///< the service's name
};
#pragma pack(pop)

/// The service of that number, in the order in which they are started. KERN_INVALID_ARGUMENT: no
/// more.
using service_query =
    mach::rpc::routine<10200, "service_query", service_query_request, service_query_reply>;
/// Answered when it is done. KERN_DENIED: the user is not root; KERN_INVALID_NAME: no such service;
/// KERN_PROTECTION_FAILURE: nothing works without it; KERN_FAILURE: it cannot be started, the log
/// says why.
using service_control = mach::rpc::routine<10201, "service_control", service_control_request>;
using service_interface = mach::rpc::interface<"service", service_query, service_control>;

}  // namespace protocol
