#include <mach/interface/port.hpp>

#include "call.hpp"

namespace interface = mach::interface;

using libmach::exchange;

kern_return_t mach_port_type(ipc_space_t task, mach_port_name_t name, mach_port_type_t *type) {
    exchange<interface::mach_port_type> x;
    x.request().name = name;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *type = x.reply().type;
    return kr;
}

kern_return_t mach_port_rename(ipc_space_t task, mach_port_name_t old_name,
                               mach_port_name_t new_name) {
    exchange<interface::mach_port_rename> x;
    x.request() = {.old_name = old_name, .new_name = new_name};
    return x.call(task);
}

kern_return_t mach_port_allocate_name(ipc_space_t task, mach_port_right_t right,
                                      mach_port_name_t name) {
    exchange<interface::mach_port_allocate_name> x;
    x.request() = {.right = right, .name = name};
    return x.call(task);
}

kern_return_t mach_port_allocate(ipc_space_t task, mach_port_right_t right,
                                 mach_port_name_t *name) {
    if (task == mach_task_self()) return mach_port_allocate_trap(task, right, name);
    exchange<interface::mach_port_allocate> x;
    x.request().right = right;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *name = x.reply().name;
    return kr;
}

kern_return_t mach_port_destroy(ipc_space_t task, mach_port_name_t name) {
    exchange<interface::mach_port_destroy> x;
    x.request().name = name;
    return x.call(task);
}

kern_return_t mach_port_deallocate(ipc_space_t task, mach_port_name_t name) {
    if (task == mach_task_self()) return mach_port_deallocate_trap(task, name);
    exchange<interface::mach_port_deallocate> x;
    x.request().name = name;
    return x.call(task);
}

kern_return_t mach_port_get_refs(ipc_space_t task, mach_port_name_t name, mach_port_right_t right,
                                 mach_port_urefs_t *refs) {
    exchange<interface::mach_port_get_refs> x;
    x.request() = {.name = name, .right = right};
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *refs = x.reply().refs;
    return kr;
}

kern_return_t mach_port_mod_refs(ipc_space_t task, mach_port_name_t name, mach_port_right_t right,
                                 mach_port_delta_t delta) {
    if (task == mach_task_self()) return mach_port_mod_refs_trap(task, name, right, delta);
    exchange<interface::mach_port_mod_refs> x;
    x.request() = {.name = name, .right = right, .delta = delta};
    return x.call(task);
}

kern_return_t mach_port_set_mscount(ipc_space_t task, mach_port_name_t name,
                                    mach_port_mscount_t count) {
    exchange<interface::mach_port_set_mscount> x;
    x.request() = {.name = name, .value = count};
    return x.call(task);
}

kern_return_t mach_port_set_seqno(ipc_space_t task, mach_port_name_t name,
                                  mach_port_seqno_t seqno) {
    exchange<interface::mach_port_set_seqno> x;
    x.request() = {.name = name, .value = seqno};
    return x.call(task);
}

kern_return_t mach_port_request_notification(ipc_space_t task, mach_port_name_t name,
                                             mach_msg_id_t id, mach_port_mscount_t sync,
                                             mach_port_t notify,
                                             mach_msg_type_name_t notify_disposition,
                                             mach_port_t *previous) {
    exchange<interface::mach_port_request_notification> x;
    x.request() = {
        .notify = mach::rpc::port_descriptor(notify, static_cast<uint8_t>(notify_disposition)),
        .name = name,
        .id = id,
        .sync = sync};
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *previous = x.reply().previous.name;
    return kr;
}

kern_return_t mach_port_insert_right(ipc_space_t task, mach_port_name_t name, mach_port_t poly,
                                     mach_msg_type_name_t disposition) {
    if (task == mach_task_self()) return mach_port_insert_right_trap(task, name, poly, disposition);
    exchange<interface::mach_port_insert_right> x;
    x.request() = {.poly = mach::rpc::port_descriptor(poly, static_cast<uint8_t>(disposition)),
                   .name = name};
    return x.call(task);
}

kern_return_t mach_port_extract_right(ipc_space_t task, mach_port_name_t name,
                                      mach_msg_type_name_t disposition, mach_port_t *poly,
                                      mach_msg_type_name_t *kind) {
    exchange<interface::mach_port_extract_right> x;
    x.request() = {.name = name, .disposition = disposition};
    const kern_return_t kr = x.call(task);
    if (kr != KERN_SUCCESS) return kr;
    *poly = x.reply().poly.name;
    *kind = x.reply().poly.disposition;
    return kr;
}

kern_return_t mach_port_get_attributes(ipc_space_t task, mach_port_name_t name,
                                       mach_port_flavor_t flavor, mach_port_info_t info,
                                       mach_msg_type_number_t *count) {
    exchange<interface::mach_port_get_attributes> x;
    x.request() = {.name = name, .flavor = flavor};
    const kern_return_t kr = x.call(task);
    return kr == KERN_SUCCESS ? libmach::give_words(x.reply().variable, info, count) : kr;
}

kern_return_t mach_port_set_attributes(ipc_space_t task, mach_port_name_t name,
                                       mach_port_flavor_t flavor, mach_port_info_t info,
                                       mach_msg_type_number_t count) {
    exchange<interface::mach_port_set_attributes> x;
    x.request().name = name;
    x.request().flavor = flavor;
    if (!libmach::put_words(x.request().variable, info, count)) return KERN_INVALID_ARGUMENT;
    return x.call(task);
}

kern_return_t mach_port_get_context(ipc_space_t task, mach_port_name_t name,
                                    mach_port_context_t *context) {
    exchange<interface::mach_port_get_context> x;
    x.request().name = name;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *context = x.reply().context;
    return kr;
}

kern_return_t mach_port_set_context(ipc_space_t task, mach_port_name_t name,
                                    mach_port_context_t context) {
    exchange<interface::mach_port_set_context> x;
    x.request() = {.name = name, .context = context};
    return x.call(task);
}

kern_return_t mach_port_get_srights(ipc_space_t task, mach_port_name_t name,
                                    mach_port_rights_t *count) {
    exchange<interface::mach_port_get_srights> x;
    x.request().name = name;
    const kern_return_t kr = x.call(task);
    if (kr == KERN_SUCCESS) *count = x.reply().rights;
    return kr;
}

kern_return_t mach_port_kernel_object(ipc_space_t task, mach_port_name_t name, unsigned *type,
                                      uint64_t *number) {
    exchange<interface::mach_port_kernel_object> x;
    x.request().name = name;
    const kern_return_t kr = x.call(task);
    if (kr != KERN_SUCCESS) return kr;
    *type = x.reply().object_type;
    *number = x.reply().object_address;
    return kr;
}

kern_return_t mach_port_inherit(task_t source, task_t target, const mach_port_name_t *names,
                                mach_msg_type_number_t count, mach_msg_type_number_t *missed) {
    exchange<interface::mach_port_inherit> x;
    x.request().source = libmach::copy_send(source);
    if (!libmach::put_words(x.request().variable, names, count)) return KERN_INVALID_ARGUMENT;
    const kern_return_t kr = x.call(target);
    if (kr == KERN_SUCCESS) *missed = count - x.reply().inherited;
    return kr;
}
