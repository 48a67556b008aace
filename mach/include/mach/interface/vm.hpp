/// \file
/// Virtual memory of a task: messages to its task port (XNU's mach_vm subsystem). Addresses and
/// sizes in bytes; ranges are widened to whole pages.
#pragma once

#include <mach/rpc.hpp>
#include <mach/vm_region.h>
#include <mach/vm_statistics.h>
#include <mach/vm_types.h>

namespace mach::interface {

using mach::rpc::descriptor_kind;
using mach::rpc::routine;

#pragma pack(push, 4)
struct vm_allocate_request {
    uint64_t address, size;
    int32_t flags;
};
struct vm_address_reply {
    kern_return_t result;
    uint64_t address;
};
struct vm_range_request {
    uint64_t address, size;
};
struct vm_protect_request {
    uint64_t address, size;
    int32_t set_maximum;
    vm_prot_t protection;
};
struct vm_inherit_request {
    uint64_t address, size;
    vm_inherit_t inheritance;
};
struct vm_read_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    kern_return_t result;
};
struct vm_write_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    uint64_t address;
};
struct vm_copy_request {
    uint64_t source, size, destination;
};
struct vm_read_overwrite_request {
    uint64_t address, size, data;
};
struct vm_size_reply {
    kern_return_t result;
    uint64_t size;
};
struct vm_msync_request {
    uint64_t address, size;
    uint32_t flags;
};
struct vm_behavior_request {
    uint64_t address, size;
    int32_t behavior;
};
struct vm_map_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t object;
    uint64_t address, size, mask;
    int32_t flags;
    uint64_t offset;
    int32_t copy;
    vm_prot_t protection, max_protection;
    vm_inherit_t inheritance;
};
struct vm_machine_attribute_request {
    uint64_t address, size;
    uint32_t attribute;
    int32_t value;
};
struct vm_machine_attribute_reply {
    kern_return_t result;
    int32_t value;
};
struct vm_remap_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t source_task;
    uint64_t address, size, mask;
    int32_t flags;
    uint64_t source;
    int32_t copy;
    vm_inherit_t inheritance;
};
struct vm_remap_reply {
    kern_return_t result;
    uint64_t address;
    vm_prot_t protection, max_protection;
};
struct vm_address_request {
    uint64_t address;
};
struct vm_page_query_reply {
    kern_return_t result;
    int32_t disposition, references;
};
struct vm_region_reply {
    kern_return_t result;
    uint64_t address, size;
    vm_region_basic_info_data_64_t info;
    uint32_t resident;
};
struct vm_wire_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t host_priv;
    uint64_t address, size;
    vm_prot_t access;
};
struct memory_object_proxy_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t object;
    uint64_t offset, size;
    vm_prot_t max_protection;
};
struct memory_object_proxy_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t proxy;
    kern_return_t result;
};
struct vm_statistics_reply {
    kern_return_t result;
    vm_statistics_data_t statistics;
};
#pragma pack(pop)

}  // namespace mach::interface

using vm_allocate_routine =
    mach::rpc::routine<4800, "mach_vm_allocate", mach::interface::vm_allocate_request,
                       mach::interface::vm_address_reply>;
using vm_deallocate_routine =
    mach::rpc::routine<4801, "mach_vm_deallocate", mach::interface::vm_range_request>;
using vm_protect_routine =
    mach::rpc::routine<4802, "mach_vm_protect", mach::interface::vm_protect_request>;
using vm_inherit_routine =
    mach::rpc::routine<4803, "mach_vm_inherit", mach::interface::vm_inherit_request>;
using vm_read_routine = mach::rpc::routine<4804, "mach_vm_read", mach::interface::vm_range_request,
                                           mach::interface::vm_read_reply>;
using vm_write_routine =
    mach::rpc::routine<4806, "mach_vm_write", mach::interface::vm_write_request>;
using vm_copy_routine = mach::rpc::routine<4807, "mach_vm_copy", mach::interface::vm_copy_request>;
using vm_read_overwrite_routine =
    mach::rpc::routine<4808, "mach_vm_read_overwrite", mach::interface::vm_read_overwrite_request,
                       mach::interface::vm_size_reply>;
using vm_msync_routine =
    mach::rpc::routine<4809, "mach_vm_msync", mach::interface::vm_msync_request>;
using vm_behavior_set_routine =
    mach::rpc::routine<4810, "mach_vm_behavior_set", mach::interface::vm_behavior_request>;
using vm_map_routine = mach::rpc::routine<4811, "mach_vm_map", mach::interface::vm_map_request,
                                          mach::interface::vm_address_reply>;
using vm_machine_attribute_routine =
    mach::rpc::routine<4812, "mach_vm_machine_attribute",
                       mach::interface::vm_machine_attribute_request,
                       mach::interface::vm_machine_attribute_reply>;
using vm_remap_routine =
    mach::rpc::routine<4813, "mach_vm_remap", mach::interface::vm_remap_request,
                       mach::interface::vm_remap_reply>;
using vm_page_query_routine =
    mach::rpc::routine<4814, "mach_vm_page_query", mach::interface::vm_address_request,
                       mach::interface::vm_page_query_reply>;
using vm_region_routine =
    mach::rpc::routine<4816, "mach_vm_region", mach::interface::vm_address_request,
                       mach::interface::vm_region_reply>;
/// The request carries the privileged host port, which proves that the caller may wire memory.
using vm_wire_routine = mach::rpc::routine<4817, "mach_vm_wire", mach::interface::vm_wire_request>;
using vm_statistics_routine = mach::rpc::routine<4818, "vm_statistics", mach::rpc::empty_request,
                                                 mach::interface::vm_statistics_reply>;

/// To a task port: a right by which its holders can map [offset, offset + size) of an object, or of
/// another proxy, with no more than `max_protection`; a private copy of it can be written all the
/// same.
using memory_object_create_proxy_routine =
    mach::rpc::routine<4819, "memory_object_create_proxy",
                       mach::interface::memory_object_proxy_request,
                       mach::interface::memory_object_proxy_reply>;

using vm_interface =
    mach::rpc::interface<"vm", vm_allocate_routine, vm_deallocate_routine, vm_protect_routine,
                         vm_inherit_routine, vm_read_routine, vm_write_routine, vm_copy_routine,
                         vm_read_overwrite_routine, vm_msync_routine, vm_behavior_set_routine,
                         vm_map_routine, vm_machine_attribute_routine, vm_remap_routine,
                         vm_page_query_routine, vm_region_routine, vm_wire_routine,
                         vm_statistics_routine, memory_object_create_proxy_routine>;
