/// \file
/// Operations on a task's port space, by messages to its task port. Ids 3200 to 3299, in the order of Mach's mach_port.defs.
#pragma once

#include <mach/rpc.hpp>

namespace mach::interface {

using rpc::descriptor_kind;

inline constexpr unsigned port_names_inline_max = 1024;

#pragma pack(push, 4)
struct port_name_request {
    mach_port_name_t name;
};
struct port_names_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool, descriptor_kind::ool};
    mach_msg_ool_descriptor_t names;  ///< mach_port_name_t[]
    mach_msg_ool_descriptor_t types;  ///< mach_port_type_t[], as many
    kern_return_t result;
};
struct port_word_reply {
    kern_return_t result;
    uint32_t value;
};
struct port_rename_request {
    mach_port_name_t old_name, new_name;
};
struct port_right_request {
    uint32_t right;  ///< MACH_PORT_RIGHT_*
    mach_port_name_t name;
};
struct port_mod_refs_request {
    mach_port_name_t name;
    uint32_t right;
    int32_t delta;
};
struct port_value_request {
    mach_port_name_t name;
    uint32_t value;
};
struct port_member_request {
    mach_port_name_t member, set;
};
struct port_set_status_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool};
    mach_msg_ool_descriptor_t members;  ///< mach_port_name_t[]
    kern_return_t result;
};
struct port_notification_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send_once};
    mach_msg_port_descriptor_t notify;
    mach_port_name_t name;
    mach_msg_id_t id;
    uint32_t sync;
};
struct port_notification_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send_once};
    mach_msg_port_descriptor_t previous;
    kern_return_t result;
};
/// The right is a name in the *caller's* space with its disposition, so that any kind of right fits one declaration.
struct port_insert_request {
    mach_port_name_t name;
    mach_port_name_t poly;
    uint32_t disposition;  ///< MACH_MSG_TYPE_*
};
struct port_extract_request {
    mach_port_name_t name;
    uint32_t disposition;
};
/// The right arrives under a name in the caller's space.
struct port_extract_reply {
    kern_return_t result;
    mach_port_name_t poly;
    uint32_t kind;  ///< MACH_MSG_TYPE_PORT_*
};
struct port_attributes_request {
    mach_port_name_t name;
    int32_t flavor;
};
struct port_attributes_reply {
    kern_return_t result;
    rpc::tail<int32_t, 16> variable;
};
struct port_set_attributes_request {
    mach_port_name_t name;
    int32_t flavor;
    rpc::tail<int32_t, 16> variable;
};
struct port_context_request {
    mach_port_name_t name;
    uint64_t context;
};
struct port_context_reply {
    kern_return_t result;
    uint64_t context;
};
/// One name of a space, for debugging.
struct port_space_record {
    mach_port_name_t name;
    mach_port_type_t type;
    uint32_t urefs;
    uint32_t object;       ///< number of the port or set, the same in every space
    uint32_t kobject;      ///< kobject type, 0: none
    uint32_t send_rights, send_once_rights, messages;  ///< of the port
};
struct port_space_info_reply {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::ool};
    mach_msg_ool_descriptor_t records;  ///< port_space_record[]
    kern_return_t result;
    uint32_t table_size;
};
struct port_kernel_object_reply {
    kern_return_t result;
    uint32_t type;
    uint64_t number;  ///< no address: a number, the same for every right to the object
};
struct port_inherit_request {
    static constexpr descriptor_kind descriptors[] = {descriptor_kind::send};
    mach_msg_port_descriptor_t target;  ///< task
    rpc::tail<mach_port_name_t, port_names_inline_max> variable;
};
struct port_inherit_reply {
    kern_return_t result;
    uint32_t missed;  ///< names that denoted no send right, or were taken in the target
};
#pragma pack(pop)

using mach_port_names = rpc::routine<3200, "mach_port_names", rpc::empty_request, port_names_reply>;
using mach_port_type = rpc::routine<3201, "mach_port_type", port_name_request, port_word_reply>;
using mach_port_rename = rpc::routine<3202, "mach_port_rename", port_rename_request>;
using mach_port_allocate_name = rpc::routine<3203, "mach_port_allocate_name", port_right_request>;
/// `name` of the request is unused.
using mach_port_allocate = rpc::routine<3204, "mach_port_allocate", port_right_request, port_word_reply>;
using mach_port_destroy = rpc::routine<3205, "mach_port_destroy", port_name_request>;
using mach_port_deallocate = rpc::routine<3206, "mach_port_deallocate", port_name_request>;
using mach_port_get_refs = rpc::routine<3207, "mach_port_get_refs", port_right_request, port_word_reply>;
using mach_port_mod_refs = rpc::routine<3208, "mach_port_mod_refs", port_mod_refs_request>;
using mach_port_set_mscount = rpc::routine<3210, "mach_port_set_mscount", port_value_request>;
using mach_port_get_set_status = rpc::routine<3211, "mach_port_get_set_status", port_name_request, port_set_status_reply>;
using mach_port_move_member = rpc::routine<3212, "mach_port_move_member", port_member_request>;
using mach_port_request_notification =
    rpc::routine<3213, "mach_port_request_notification", port_notification_request, port_notification_reply>;
using mach_port_insert_right = rpc::routine<3214, "mach_port_insert_right", port_insert_request>;
using mach_port_extract_right = rpc::routine<3215, "mach_port_extract_right", port_extract_request, port_extract_reply>;
using mach_port_set_seqno = rpc::routine<3216, "mach_port_set_seqno", port_value_request>;
using mach_port_get_attributes =
    rpc::routine<3217, "mach_port_get_attributes", port_attributes_request, port_attributes_reply>;
using mach_port_set_attributes = rpc::routine<3218, "mach_port_set_attributes", port_set_attributes_request>;
using mach_port_get_srights = rpc::routine<3222, "mach_port_get_srights", port_name_request, port_word_reply>;
using mach_port_space_info = rpc::routine<3223, "mach_port_space_info", rpc::empty_request, port_space_info_reply>;
using mach_port_kernel_object =
    rpc::routine<3225, "mach_port_kernel_object", port_name_request, port_kernel_object_reply>;
using mach_port_insert_member = rpc::routine<3226, "mach_port_insert_member", port_member_request>;
using mach_port_extract_member = rpc::routine<3227, "mach_port_extract_member", port_member_request>;
using mach_port_get_context = rpc::routine<3228, "mach_port_get_context", port_name_request, port_context_reply>;
using mach_port_set_context = rpc::routine<3229, "mach_port_set_context", port_context_request>;
/// Gives the target task send rights to the same ports under the same names.
using mach_port_inherit = rpc::routine<3250, "mach_port_inherit", port_inherit_request, port_inherit_reply>;

using port_interface =
    rpc::interface<"mach_port", mach_port_names, mach_port_type, mach_port_rename, mach_port_allocate_name,
                   mach_port_allocate, mach_port_destroy, mach_port_deallocate, mach_port_get_refs, mach_port_mod_refs,
                   mach_port_set_mscount, mach_port_get_set_status, mach_port_move_member,
                   mach_port_request_notification, mach_port_insert_right, mach_port_extract_right, mach_port_set_seqno,
                   mach_port_get_attributes, mach_port_set_attributes, mach_port_get_srights, mach_port_space_info,
                   mach_port_kernel_object, mach_port_insert_member, mach_port_extract_member, mach_port_get_context,
                   mach_port_set_context, mach_port_inherit>;

}  // namespace mach::interface
