/// \file
/// Operations on a task port: tasks, their threads' creation, special and exception ports,
/// semaphores. Ids 3400 to 3499. A task port also answers the port (3200) and vm (4800) interfaces.
#pragma once

#include <mach/emulation.h>
#include <mach/exception_types.h>
#include <mach/rpc.hpp>

namespace mach::interface {

using rpc::descriptor_kind;

inline constexpr unsigned thread_state_max = 224;  ///< words

#pragma pack(push, 4)
struct task_create_request {
    uint32_t inherit;  ///< boolean: copy or share memory by each region's inheritance; else empty
};
/// A reply that carries one send right.
struct port_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    kern_return_t result;
};
/// A reply that carries an array of send rights.
struct ports_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool_ports};
    mach_msg_ool_ports_descriptor_t ports;
    kern_return_t result;
};
struct port_argument {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t port;
};
struct info_request {
    uint32_t flavor;
};
struct info_reply {
    kern_return_t result;
    rpc::tail<uint32_t, 256> variable;  ///< the flavor's structure
};
struct special_port_request {
    uint32_t which;
};
struct set_special_port_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    uint32_t which;
};
struct ports_register_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool_ports};
    mach_msg_ool_ports_descriptor_t ports;  ///< at most TASK_PORT_REGISTER_MAX
};
struct exception_ports_request {
    uint32_t mask;
};
struct set_exception_ports_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t port;
    uint32_t mask;
    int32_t behavior, flavor;
};
struct exception_ports_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool_ports};
    mach_msg_ool_ports_descriptor_t ports;
    kern_return_t result;
    uint32_t count;
    uint32_t masks[EXC_TYPES_COUNT];
    int32_t behaviors[EXC_TYPES_COUNT], flavors[EXC_TYPES_COUNT];
};
struct set_emulation_request {
    mach_emulation_t emulation;
};
struct get_emulation_reply {
    kern_return_t result;
    mach_emulation_t emulation;
};
struct name_request {
    rpc::tail<char, 32> variable;
};
struct task_priority_request {
    int32_t priority;
    uint32_t change_threads;  ///< boolean
};
/// Most of a resource that the task may hold; 0 leaves a limit as it is. Lowering is free, raising
/// needs host_priv.
struct task_limits_request {
    uint64_t memory;  ///< bytes mapped
    uint32_t ports, threads;
    uint64_t queued;  ///< bytes in messages that wait in queues
};
struct thread_create_running_request {
    int32_t flavor;
    rpc::tail<uint32_t, thread_state_max> variable;
};
struct semaphore_create_request {
    int32_t policy, value;
};
#pragma pack(pop)

using task_create = rpc::routine<3400, "task_create", task_create_request, port_reply>;
using task_terminate = rpc::routine<3401, "task_terminate", rpc::empty_request>;
using task_threads = rpc::routine<3402, "task_threads", rpc::empty_request, ports_reply>;
using mach_ports_register = rpc::routine<3403, "mach_ports_register", ports_register_request>;
using mach_ports_lookup = rpc::routine<3404, "mach_ports_lookup", rpc::empty_request, ports_reply>;
using task_info = rpc::routine<3405, "task_info", info_request, info_reply>;
using task_suspend = rpc::routine<3407, "task_suspend", rpc::empty_request>;
using task_resume = rpc::routine<3408, "task_resume", rpc::empty_request>;
using task_get_special_port =
    rpc::routine<3409, "task_get_special_port", special_port_request, port_reply>;
using task_set_special_port = rpc::routine<3410, "task_set_special_port", set_special_port_request>;
using thread_create = rpc::routine<3411, "thread_create", rpc::empty_request, port_reply>;
using thread_create_running =
    rpc::routine<3412, "thread_create_running", thread_create_running_request, port_reply>;
using task_set_exception_ports =
    rpc::routine<3413, "task_set_exception_ports", set_exception_ports_request>;
using task_get_exception_ports =
    rpc::routine<3414, "task_get_exception_ports", exception_ports_request, exception_ports_reply>;
using task_swap_exception_ports = rpc::routine<3415, "task_swap_exception_ports",
                                               set_exception_ports_request, exception_ports_reply>;
using semaphore_create =
    rpc::routine<3418, "semaphore_create", semaphore_create_request, port_reply>;
using semaphore_destroy = rpc::routine<3419, "semaphore_destroy", port_argument>;
using task_set_emulation = rpc::routine<3420, "task_set_emulation", set_emulation_request>;
using task_get_emulation =
    rpc::routine<3421, "task_get_emulation", rpc::empty_request, get_emulation_reply>;
using task_priority = rpc::routine<3422, "task_priority", task_priority_request>;
using task_set_name = rpc::routine<3423, "task_set_name", name_request>;
using task_set_limits = rpc::routine<3424, "task_set_limits", task_limits_request>;

using task_interface =
    rpc::interface<"task", task_create, task_terminate, task_threads, mach_ports_register,
                   mach_ports_lookup, task_info, task_suspend, task_resume, task_get_special_port,
                   task_set_special_port, thread_create, thread_create_running,
                   task_set_exception_ports, task_get_exception_ports, task_swap_exception_ports,
                   semaphore_create, semaphore_destroy, task_set_emulation, task_get_emulation,
                   task_priority, task_set_name, task_set_limits>;

}  // namespace mach::interface
