/// \file
/// What greeter answers at the port of that name. Ids 25600 to 25699.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

#pragma pack(push, 4)
struct greeter_greet_request {
    mach::rpc::tail<char, 64> variable;  ///< who asks
};
struct greeter_greet_reply {
    kern_return_t result;
    uint32_t times;                       ///< that anybody has asked since the server's start
    mach::rpc::tail<char, 128> variable;  ///< the greeting
};
#pragma pack(pop)

/// KERN_INVALID_ARGUMENT: nobody asks.
using greeter_greet =
    mach::rpc::routine<25600, "greeter_greet", greeter_greet_request, greeter_greet_reply>;
using greeter_interface = mach::rpc::interface<"greeter", greeter_greet>;

}  // namespace protocol
