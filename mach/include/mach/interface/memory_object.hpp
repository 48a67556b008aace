/// \file
/// Memory objects: three sides of them.
///
/// `memory_object_interface`: messages to an object's own port, which mach_vm_map takes; served by
/// the kernel. `memory_object_control_interface`: from an external pager to the kernel, about the
/// object it pages (Mach 3's memory_object_* calls to the control port).
/// `memory_object_pager_interface`: from the kernel to the pager.
///
/// A pager makes an object by memory_object_create_paged(host, pager, size): the kernel sends
/// memory_object_init with the control port, and once the pager has said memory_object_ready the
/// object can be mapped and faults become data requests. A pager that dies, or answers with an
/// error, gives KERN_MEMORY_ERROR to whoever touches the page.
#pragma once

#include <mach/rpc.hpp>
#include <mach/vm_types.h>

namespace mach::interface {

#pragma pack(push, 4)
struct memory_object_create_request {
    uint64_t size;
};
struct memory_object_create_paged_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t pager;
    uint64_t size;
};
struct memory_object_port_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t object;
    kern_return_t result;
};
struct memory_object_size_request {
    uint64_t size;
};
struct memory_object_size_reply {
    kern_return_t result;
    uint64_t size;
};
struct memory_object_attributes_request {
    memory_object_copy_strategy_t copy_strategy;
    int32_t may_cache;
};
struct memory_object_attributes_reply {
    kern_return_t result;
    int32_t ready;
    int32_t may_cache;
    memory_object_copy_strategy_t copy_strategy;
};
struct memory_object_range_request {
    uint64_t offset, size;
};
struct memory_object_supply_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    uint64_t offset;
    vm_prot_t lock;
    int32_t precious;
};
struct memory_object_error_request {
    uint64_t offset, size;
    kern_return_t error;
};
struct memory_object_lock_request {
    uint64_t offset, size;
    memory_object_return_t should_return;
    int32_t should_flush;
    vm_prot_t lock;
};
struct memory_object_destroy_request {
    kern_return_t reason;
};

struct memory_object_init_message {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t control;
    uint64_t page_size;
};
struct memory_object_demand_message {
    uint64_t offset, size;
    vm_prot_t access;
};
struct memory_object_return_message {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    uint64_t offset;
    int32_t dirty;
    int32_t kernel_copy;
};
struct memory_object_completed_message {
    uint64_t offset, size;
};
#pragma pack(pop)

}  // namespace mach::interface

/// To the host port: an object of zeros that lives as long as somebody has a right to it or maps
/// it.
using memory_object_create_routine =
    mach::rpc::routine<4600, "memory_object_create", mach::interface::memory_object_create_request,
                       mach::interface::memory_object_port_reply>;
/// To the host port: an object whose data the holder of `pager`'s receive right has.
using memory_object_create_paged_routine =
    mach::rpc::routine<4601, "memory_object_create_paged",
                       mach::interface::memory_object_create_paged_request,
                       mach::interface::memory_object_port_reply>;
using memory_object_host_interface =
    mach::rpc::interface<"memory_object_host", memory_object_create_routine,
                         memory_object_create_paged_routine>;

/// Pages beyond the new size are freed; touching them is KERN_MEMORY_ERROR. Growing adds zeros.
using memory_object_truncate_routine =
    mach::rpc::routine<4400, "memory_object_truncate", mach::interface::memory_object_size_request>;
using memory_object_get_size_routine =
    mach::rpc::routine<4401, "memory_object_get_size", mach::rpc::empty_request,
                       mach::interface::memory_object_size_reply>;
/// Of an object without a pager: whole pages, which are zeros from now on, are freed.
using memory_object_discard_routine =
    mach::rpc::routine<4402, "memory_object_discard", mach::interface::memory_object_range_request>;
using memory_object_interface =
    mach::rpc::interface<"memory_object", memory_object_truncate_routine,
                         memory_object_get_size_routine, memory_object_discard_routine>;

using memory_object_ready_routine =
    mach::rpc::routine<2000, "memory_object_ready",
                       mach::interface::memory_object_attributes_request>;
using memory_object_data_supply_routine =
    mach::rpc::routine<2001, "memory_object_data_supply",
                       mach::interface::memory_object_supply_request>;
using memory_object_data_unavailable_routine =
    mach::rpc::routine<2002, "memory_object_data_unavailable",
                       mach::interface::memory_object_range_request>;
using memory_object_data_error_routine =
    mach::rpc::routine<2003, "memory_object_data_error",
                       mach::interface::memory_object_error_request>;
using memory_object_lock_request_routine =
    mach::rpc::routine<2004, "memory_object_lock_request",
                       mach::interface::memory_object_lock_request>;
using memory_object_change_attributes_routine =
    mach::rpc::routine<2005, "memory_object_change_attributes",
                       mach::interface::memory_object_attributes_request>;
using memory_object_get_attributes_routine =
    mach::rpc::routine<2006, "memory_object_get_attributes", mach::rpc::empty_request,
                       mach::interface::memory_object_attributes_reply>;
using memory_object_destroy_routine =
    mach::rpc::routine<2007, "memory_object_destroy",
                       mach::interface::memory_object_destroy_request>;
/// From the default memory manager, about what memory_object_data_return brought: it is on the
/// disk, so that the pages may go. What cannot be written gets memory_object_data_error.
using memory_object_data_written_routine =
    mach::rpc::routine<2008, "memory_object_data_written",
                       mach::interface::memory_object_range_request>;
using memory_object_control_interface =
    mach::rpc::interface<"memory_object_control", memory_object_ready_routine,
                         memory_object_data_supply_routine, memory_object_data_unavailable_routine,
                         memory_object_data_error_routine, memory_object_lock_request_routine,
                         memory_object_change_attributes_routine,
                         memory_object_get_attributes_routine, memory_object_destroy_routine,
                         memory_object_data_written_routine>;

using memory_object_init_routine =
    mach::rpc::simple_routine<2200, "memory_object_init",
                              mach::interface::memory_object_init_message>;
/// Nobody maps the object or has a right to it any more; its control port is dead.
using memory_object_terminate_routine =
    mach::rpc::simple_routine<2201, "memory_object_terminate", mach::rpc::empty_request>;
using memory_object_data_request_routine =
    mach::rpc::simple_routine<2202, "memory_object_data_request",
                              mach::interface::memory_object_demand_message>;
using memory_object_data_unlock_routine =
    mach::rpc::simple_routine<2203, "memory_object_data_unlock",
                              mach::interface::memory_object_demand_message>;
using memory_object_data_return_routine =
    mach::rpc::simple_routine<2204, "memory_object_data_return",
                              mach::interface::memory_object_return_message>;
using memory_object_lock_completed_routine =
    mach::rpc::simple_routine<2205, "memory_object_lock_completed",
                              mach::interface::memory_object_completed_message>;
using memory_object_pager_interface =
    mach::rpc::interface<"memory_object_pager", memory_object_init_routine,
                         memory_object_terminate_routine, memory_object_data_request_routine,
                         memory_object_data_unlock_routine, memory_object_data_return_routine,
                         memory_object_lock_completed_routine>;
