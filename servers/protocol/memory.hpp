/// \file
/// The memory server, by the name "memory", which it has while there is a swap space. Ids 24600 to
/// 24699.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

#pragma pack(push, 4)
struct memory_space_reply {
    kern_return_t result;
    uint64_t size;                       ///< bytes that can be used
    mach::rpc::tail<char, 32> variable;  ///< the partition's name in /dev
};
#pragma pack(pop)

using memory_space =
    mach::rpc::routine<24600, "memory_space", mach::rpc::empty_request, memory_space_reply>;
using memory_interface = mach::rpc::interface<"memory", memory_space>;

}  // namespace protocol
