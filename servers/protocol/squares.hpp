/// \file
/// The example of an external pager: memory whose word number i holds i * i. Ids 25400 to 25499.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

inline constexpr uint64_t squares_count = uint64_t{1} << 30;  ///< of 64-bit words

#pragma pack(push, 4)
struct squares_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t object;  ///< to be mapped for reading, or as a copy
    kern_return_t result;
    uint64_t pages;  ///< supplied so far
};
#pragma pack(pop)

using squares_open =
    mach::rpc::routine<25400, "squares_open", mach::rpc::empty_request, squares_open_reply>;
using squares_interface = mach::rpc::interface<"squares", squares_open>;

}  // namespace protocol
