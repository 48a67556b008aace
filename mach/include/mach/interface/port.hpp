/// \file
/// Operations on the port names of a task, by messages to its task port. Ids 3200 to 3299, XNU's
/// where it has the call.
#pragma once

#include <mach/rpc.hpp>

namespace mach::interface {

using rpc::descriptor_kind;

#pragma pack(push, 4)
struct port_name_request {
    mach_port_name_t name;
};
struct port_names_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool, descriptor_kind::ool};
    mach_msg_ool_descriptor_t names, types;  ///< mach_port_name_t[], mach_port_type_t[]
    kern_return_t result;
};
struct port_type_reply {
    kern_return_t result;
    mach_port_type_t type;
};
struct port_rename_request {
    mach_port_name_t old_name, new_name;
};
struct port_allocate_request {
    mach_port_right_t right;
};
struct port_allocate_name_request {
    mach_port_right_t right;
    mach_port_name_t name;
};
struct port_name_reply {
    kern_return_t result;
    mach_port_name_t name;
};
struct port_right_request {
    mach_port_name_t name;
    mach_port_right_t right;
};
struct port_refs_reply {
    kern_return_t result;
    mach_port_urefs_t refs;
};
struct port_mod_refs_request {
    mach_port_name_t name;
    mach_port_right_t right;
    mach_port_delta_t delta;
};
struct port_value_request {
    mach_port_name_t name;
    uint32_t value;
};
struct port_set_status_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool};
    mach_msg_ool_descriptor_t members;  ///< mach_port_name_t[]
    kern_return_t result;
};
struct port_member_request {
    mach_port_name_t member, set;
};
struct port_request_notification_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send_once};
    mach_msg_port_descriptor_t notify;
    mach_port_name_t name;
    mach_msg_id_t id;
    mach_port_mscount_t sync;
};
struct port_request_notification_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send_once};
    mach_msg_port_descriptor_t previous;
    kern_return_t result;
};
struct port_insert_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::any};
    mach_msg_port_descriptor_t poly;
    mach_port_name_t name;
};
struct port_extract_request {
    mach_port_name_t name;
    mach_msg_type_name_t disposition;
};
struct port_extract_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::any};
    mach_msg_port_descriptor_t poly;
    kern_return_t result;
};
struct port_flavor_request {
    mach_port_name_t name;
    mach_port_flavor_t flavor;
};
struct port_attributes_reply {
    kern_return_t result;
    rpc::tail<uint32_t, 16> variable;
};
struct port_set_attributes_request {
    mach_port_name_t name;
    mach_port_flavor_t flavor;
    rpc::tail<uint32_t, 16> variable;
};
struct port_context_reply {
    kern_return_t result;
    mach_port_context_t context;
};
struct port_context_request {
    mach_port_name_t name;
    mach_port_context_t context;
};
struct port_construct_request {
    uint32_t flags;  ///< MPO_*
    uint32_t queue_limit;
    mach_port_context_t context;
};
struct port_destruct_request {
    mach_port_name_t name;
    mach_port_delta_t send_delta;
    uint64_t guard;
};
struct port_guard_request {
    mach_port_name_t name;
    uint64_t guard;
};
struct port_peek_reply {
    kern_return_t result;
    mach_port_seqno_t seqno;
    mach_msg_size_t size;
    mach_msg_id_t id;
};
struct port_srights_reply {
    kern_return_t result;
    mach_port_rights_t rights;
};
struct port_dnrequest_info_reply {
    kern_return_t result;
    uint32_t total, used;
};
struct port_space_info_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool};
    mach_msg_ool_descriptor_t names;  ///< ipc_info_name_t[]
    kern_return_t result;
    uint32_t table_size, names_used;
};
struct port_kernel_object_reply {
    kern_return_t result;
    uint32_t object_type;
    uint64_t object_address;
};
struct port_inherit_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t source;  ///< task port
    rpc::tail<mach_port_name_t, 1024> variable;
};
struct port_inherit_reply {
    kern_return_t result;
    uint32_t inherited;
};
#pragma pack(pop)

using mach_port_names = rpc::routine<3200, "mach_port_names", rpc::empty_request, port_names_reply>;
using mach_port_type = rpc::routine<3201, "mach_port_type", port_name_request, port_type_reply>;
using mach_port_rename = rpc::routine<3202, "mach_port_rename", port_rename_request>;
using mach_port_allocate_name =
    rpc::routine<3203, "mach_port_allocate_name", port_allocate_name_request>;
using mach_port_allocate =
    rpc::routine<3204, "mach_port_allocate", port_allocate_request, port_name_reply>;
using mach_port_destroy = rpc::routine<3205, "mach_port_destroy", port_name_request>;
using mach_port_deallocate = rpc::routine<3206, "mach_port_deallocate", port_name_request>;
using mach_port_get_refs =
    rpc::routine<3207, "mach_port_get_refs", port_right_request, port_refs_reply>;
using mach_port_mod_refs = rpc::routine<3208, "mach_port_mod_refs", port_mod_refs_request>;
using mach_port_peek = rpc::routine<3209, "mach_port_peek", port_value_request, port_peek_reply>;
using mach_port_set_mscount = rpc::routine<3210, "mach_port_set_mscount", port_value_request>;
using mach_port_get_set_status =
    rpc::routine<3211, "mach_port_get_set_status", port_name_request, port_set_status_reply>;
using mach_port_move_member = rpc::routine<3212, "mach_port_move_member", port_member_request>;
using mach_port_request_notification =
    rpc::routine<3213, "mach_port_request_notification", port_request_notification_request,
                 port_request_notification_reply>;
using mach_port_insert_right = rpc::routine<3214, "mach_port_insert_right", port_insert_request>;
using mach_port_extract_right =
    rpc::routine<3215, "mach_port_extract_right", port_extract_request, port_extract_reply>;
using mach_port_set_seqno = rpc::routine<3216, "mach_port_set_seqno", port_value_request>;
using mach_port_get_attributes =
    rpc::routine<3217, "mach_port_get_attributes", port_flavor_request, port_attributes_reply>;
using mach_port_set_attributes =
    rpc::routine<3218, "mach_port_set_attributes", port_set_attributes_request>;
using mach_port_get_srights =
    rpc::routine<3222, "mach_port_get_srights", port_name_request, port_srights_reply>;
using mach_port_space_info =
    rpc::routine<3223, "mach_port_space_info", rpc::empty_request, port_space_info_reply>;
using mach_port_dnrequest_info =
    rpc::routine<3224, "mach_port_dnrequest_info", port_name_request, port_dnrequest_info_reply>;
using mach_port_kernel_object =
    rpc::routine<3225, "mach_port_kernel_object", port_name_request, port_kernel_object_reply>;
using mach_port_insert_member = rpc::routine<3226, "mach_port_insert_member", port_member_request>;
using mach_port_extract_member =
    rpc::routine<3227, "mach_port_extract_member", port_member_request>;
using mach_port_get_context =
    rpc::routine<3228, "mach_port_get_context", port_name_request, port_context_reply>;
using mach_port_set_context = rpc::routine<3229, "mach_port_set_context", port_context_request>;
using mach_port_construct =
    rpc::routine<3231, "mach_port_construct", port_construct_request, port_name_reply>;
using mach_port_destruct = rpc::routine<3232, "mach_port_destruct", port_destruct_request>;
using mach_port_guard = rpc::routine<3233, "mach_port_guard", port_guard_request>;
using mach_port_unguard = rpc::routine<3234, "mach_port_unguard", port_guard_request>;
/// Not classic. To the target task: gives it send rights to the ports that `names` denote in
/// `source`, under the same names. What denotes no send right there, or is taken here, is skipped;
/// the reply counts the others. For fork.
using mach_port_inherit =
    rpc::routine<3240, "mach_port_inherit", port_inherit_request, port_inherit_reply>;

using port_interface =
    rpc::interface<"mach_port", mach_port_names, mach_port_type, mach_port_rename,
                   mach_port_allocate_name, mach_port_allocate, mach_port_destroy,
                   mach_port_deallocate, mach_port_get_refs, mach_port_mod_refs, mach_port_peek,
                   mach_port_set_mscount, mach_port_get_set_status, mach_port_move_member,
                   mach_port_request_notification, mach_port_insert_right, mach_port_extract_right,
                   mach_port_set_seqno, mach_port_get_attributes, mach_port_set_attributes,
                   mach_port_get_srights, mach_port_space_info, mach_port_dnrequest_info,
                   mach_port_kernel_object, mach_port_insert_member, mach_port_extract_member,
                   mach_port_get_context, mach_port_set_context, mach_port_construct,
                   mach_port_destruct, mach_port_guard, mach_port_unguard, mach_port_inherit>;

}  // namespace mach::interface
