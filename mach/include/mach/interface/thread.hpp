/// \file
/// Operations on a thread port. Ids 3600 to 3699.
#pragma once

#include <mach/interface/task.hpp>

namespace mach::interface {

#pragma pack(push, 4)
struct thread_get_state_reply {
    kern_return_t result;
    rpc::tail<uint32_t, thread_state_max> variable;
};
struct thread_set_state_request {
    int32_t flavor;
    rpc::tail<uint32_t, thread_state_max> variable;
};
struct thread_policy_request {
    int32_t policy, data;
};
struct thread_priority_request {
    int32_t priority;
    uint32_t set_max;  ///< boolean
};
struct thread_emulation_block_request {
    uint64_t address;  ///< 0: none
};
#pragma pack(pop)

using thread_terminate = rpc::routine<3600, "thread_terminate", rpc::empty_request>;
using thread_get_state =
    rpc::routine<3601, "thread_get_state", info_request, thread_get_state_reply>;
using thread_set_state = rpc::routine<3602, "thread_set_state", thread_set_state_request>;
using thread_suspend = rpc::routine<3603, "thread_suspend", rpc::empty_request>;
using thread_resume = rpc::routine<3604, "thread_resume", rpc::empty_request>;
using thread_abort = rpc::routine<3605, "thread_abort", rpc::empty_request>;
using thread_abort_safely = rpc::routine<3606, "thread_abort_safely", rpc::empty_request>;
using thread_info = rpc::routine<3607, "thread_info", info_request, info_reply>;
using thread_get_special_port =
    rpc::routine<3608, "thread_get_special_port", special_port_request, port_reply>;
using thread_set_special_port =
    rpc::routine<3609, "thread_set_special_port", set_special_port_request>;
using thread_set_exception_ports =
    rpc::routine<3610, "thread_set_exception_ports", set_exception_ports_request>;
using thread_get_exception_ports = rpc::routine<3611, "thread_get_exception_ports",
                                                exception_ports_request, exception_ports_reply>;
using thread_swap_exception_ports =
    rpc::routine<3612, "thread_swap_exception_ports", set_exception_ports_request,
                 exception_ports_reply>;
using thread_policy = rpc::routine<3613, "thread_policy", thread_policy_request>;
using thread_priority = rpc::routine<3614, "thread_priority", thread_priority_request>;
using thread_depress_abort = rpc::routine<3615, "thread_depress_abort", rpc::empty_request>;
using thread_set_name = rpc::routine<3616, "thread_set_name", name_request>;
/// Ends an interruptible wait, and enters the emulation library before the next application
/// instruction (<mach/emulation.h>).
using thread_interrupt = rpc::routine<3617, "thread_interrupt", rpc::empty_request>;
using thread_set_emulation_block =
    rpc::routine<3618, "thread_set_emulation_block", thread_emulation_block_request>;

using thread_interface =
    rpc::interface<"thread", thread_terminate, thread_get_state, thread_set_state, thread_suspend,
                   thread_resume, thread_abort, thread_abort_safely, thread_info,
                   thread_get_special_port, thread_set_special_port, thread_set_exception_ports,
                   thread_get_exception_ports, thread_swap_exception_ports, thread_policy,
                   thread_priority, thread_depress_abort, thread_set_name, thread_interrupt,
                   thread_set_emulation_block>;

}  // namespace mach::interface
