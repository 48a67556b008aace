/// \file
/// Exception messages, from the kernel to whoever has the exception port (XNU's mach_exc.defs). Ids
/// 2405 to 2407.
#pragma once

#include <mach/interface/task.hpp>

namespace mach::interface {

#pragma pack(push, 4)
struct exception_raise_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send, descriptor_kind::send};
    mach_msg_port_descriptor_t thread, task;
    int32_t exception;    ///< EXC_*
    uint32_t code_count;  ///< 2
    int64_t code[2];      ///< code, subcode
};
struct exception_raise_state_request {
    int32_t exception;
    uint32_t code_count;
    int64_t code[2];
    int32_t flavor;
    rpc::tail<uint32_t, thread_state_max> variable;  ///< the thread's state
};
struct exception_raise_state_reply {
    kern_return_t result;
    int32_t flavor;
    rpc::tail<uint32_t, thread_state_max> variable;  ///< state to go on with
};
struct exception_raise_state_identity_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send, descriptor_kind::send};
    mach_msg_port_descriptor_t thread, task;
    int32_t exception;
    uint32_t code_count;
    int64_t code[2];
    int32_t flavor;
    rpc::tail<uint32_t, thread_state_max> variable;
};
#pragma pack(pop)

/// Result KERN_SUCCESS: the thread goes on; anything else: the next handler is asked.
using mach_exception_raise = rpc::routine<2405, "mach_exception_raise", exception_raise_request>;
using mach_exception_raise_state =
    rpc::routine<2406, "mach_exception_raise_state", exception_raise_state_request,
                 exception_raise_state_reply>;
using mach_exception_raise_state_identity =
    rpc::routine<2407, "mach_exception_raise_state_identity",
                 exception_raise_state_identity_request, exception_raise_state_reply>;

using exception_interface =
    rpc::interface<"exception", mach_exception_raise, mach_exception_raise_state,
                   mach_exception_raise_state_identity>;

}  // namespace mach::interface
