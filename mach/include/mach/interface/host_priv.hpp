/// \file
/// Operations on the host control port, which bootstrap gets and hands on by its service
/// descriptions. Ids 400 to 499.
#pragma once

#include <mach/interface/task.hpp>
#include <mach/trace.h>

namespace mach::interface {

#pragma pack(push, 4)
struct host_set_time_request {
    int64_t seconds;
    int32_t nanoseconds;
};
struct host_adjust_time_request {
    int64_t delta_ns;
};
struct host_adjust_time_reply {
    kern_return_t result;
    int64_t old_delta_ns;
};
struct host_reboot_request {
    uint32_t options;  ///< HOST_REBOOT_*
};
struct task_audit_token_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t task;
    audit_token_t token;
};
struct host_trace_start_request {
    uint32_t records;  ///< that are kept for the reader; 0: no more
};
struct host_trace_read_reply {
    kern_return_t result;
    uint32_t lost;  ///< records that found no room since the last call
    rpc::tail<mach_trace_record_t, 64> variable;
};
struct boot_info_reply {
    kern_return_t result;
    rpc::tail<char, 1280> variable;
};
struct default_memory_manager_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t pager;
    uint64_t size;  ///< of the swap space, bytes
};
#pragma pack(pop)

using host_reboot = rpc::routine<400, "host_reboot", host_reboot_request>;
using host_set_time = rpc::routine<401, "host_set_time", host_set_time_request>;
using host_adjust_time =
    rpc::routine<402, "host_adjust_time", host_adjust_time_request, host_adjust_time_reply>;
using host_processors = rpc::routine<403, "host_processors", rpc::empty_request, ports_reply>;
using host_tasks = rpc::routine<404, "host_tasks", rpc::empty_request, ports_reply>;
/// Who a task is to the servers; see <mach/audit.h>. The security token becomes (EUID, EGID) of it.
using task_set_audit_token = rpc::routine<405, "task_set_audit_token", task_audit_token_request>;
using host_set_exception_ports =
    rpc::routine<406, "host_set_exception_ports", set_exception_ports_request>;
using host_get_exception_ports =
    rpc::routine<407, "host_get_exception_ports", exception_ports_request, exception_ports_reply>;
/// Has every message of the system recorded from now on. It ends by itself when nobody has read for
/// ten seconds.
using host_trace_start = rpc::routine<408, "host_trace_start", host_trace_start_request>;
using host_trace_read =
    rpc::routine<409, "host_trace_read", rpc::empty_request, host_trace_read_reply>;
/// The caller pages anonymous memory from now on: memory_object_init of one object, the swap space,
/// comes to `pager`, and then requests about it (<mach/interface/memory_object.hpp>). One that has
/// died can be replaced, with a space of the same size and contents.
using host_default_memory_manager =
    rpc::routine<410, "host_default_memory_manager", default_memory_manager_request>;
/// Text: the first addresses of the kernel's image, direct map, later mappings and window, each
/// other ones at each boot, and the boot loader's command line, as
/// `image=%016lx direct_map=... kernel_map=... window=... command_line=...`.
using host_get_boot_info =
    rpc::routine<411, "host_get_boot_info", rpc::empty_request, boot_info_reply>;

using host_priv_interface =
    rpc::interface<"host_priv", host_reboot, host_set_time, host_adjust_time, host_processors,
                   host_tasks, task_set_audit_token, host_set_exception_ports,
                   host_get_exception_ports, host_trace_start, host_trace_read,
                   host_default_memory_manager, host_get_boot_info>;

}  // namespace mach::interface
