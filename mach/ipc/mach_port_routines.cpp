// The mach_port interface of task ports: names, references, sets, rights.
#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_port_task.hpp>
#include <ipc/mach_port.hpp>
#include <kern/task.hpp>
#include <mach/interface/port.hpp>

using namespace mach::interface;

kern_return_t serve(mach_port_type, kobject_call<mach_port_type> &call) {
    const ref<task> target = target_task(call);
    if (!target) return KERN_INVALID_TASK;
    ipc_space &space = target->space();
    ipc_deferred after;
    lock_guard guard(space.lock);
    ipc_entry *entry = space.lookup(call.request.name);
    if (entry == nullptr) return KERN_INVALID_NAME;
    call.reply.type = ipc_right_type(space, call.request.name, *entry, after);
    return KERN_SUCCESS;
}

kern_return_t serve(mach_port_rename, kobject_call<mach_port_rename> &call) {
    const auto [from_name, to_name] = call.request;
    const ref<task> target = target_task(call);
    if (!target) return KERN_INVALID_TASK;
    if (!MACH_PORT_VALID(to_name)) return KERN_INVALID_VALUE;
    ipc_space &space = target->space();
    ipc_deferred after;
    lock_guard guard(space.lock);
    ipc_entry *from = space.lookup(from_name);
    if (from == nullptr) return KERN_INVALID_NAME;
    const auto to = space.allocate(to_name);
    if (!to) return to.error();
    ipc_right_rename(space, from_name, *from, to_name, **to, after);
    return KERN_SUCCESS;
}

kern_return_t serve(mach_port_allocate_name, kobject_call<mach_port_allocate_name> &call) {
    return on_space(call, [&](ipc_space &space) {
        return port_ops::allocate_name(space, call.request.right, call.request.name);
    });
}

kern_return_t serve(mach_port_allocate, kobject_call<mach_port_allocate> &call) {
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        const auto name = port_ops::allocate(space, call.request.right);
        if (!name) return name.error();
        call.reply.name = *name;
        return KERN_SUCCESS;
    });
}

kern_return_t serve(mach_port_destroy, kobject_call<mach_port_destroy> &call) {
    return on_space(call,
                    [&](ipc_space &space) { return port_ops::destroy(space, call.request.name); });
}

kern_return_t serve(mach_port_deallocate, kobject_call<mach_port_deallocate> &call) {
    return on_space(
        call, [&](ipc_space &space) { return port_ops::deallocate(space, call.request.name); });
}

kern_return_t serve(mach_port_get_refs, kobject_call<mach_port_get_refs> &call) {
    const auto [name, right] = call.request;
    if (right >= MACH_PORT_RIGHT_NUMBER) return KERN_INVALID_VALUE;
    const ref<task> target = target_task(call);
    if (!target) return KERN_INVALID_TASK;
    ipc_space &space = target->space();
    ipc_deferred after;
    lock_guard guard(space.lock);
    ipc_entry *entry = space.lookup(name);
    if (entry == nullptr) return KERN_INVALID_NAME;
    ipc_right_check(space, name, *entry, after);
    call.reply.refs = ipc_right_urefs(*entry, right);
    return KERN_SUCCESS;
}

kern_return_t serve(mach_port_mod_refs, kobject_call<mach_port_mod_refs> &call) {
    const auto [name, right, delta] = call.request;
    return on_space(
        call, [=](ipc_space &space) { return port_ops::mod_refs(space, name, right, delta); });
}

kern_return_t serve(mach_port_move_member, kobject_call<mach_port_move_member> &call) {
    const auto [member, set] = call.request;
    return on_space(call,
                    [=](ipc_space &space) { return port_ops::move_member(space, member, set); });
}

kern_return_t serve(mach_port_insert_member, kobject_call<mach_port_insert_member> &call) {
    const auto [member, set] = call.request;
    return on_space(call,
                    [=](ipc_space &space) { return port_ops::insert_member(space, member, set); });
}

kern_return_t serve(mach_port_extract_member, kobject_call<mach_port_extract_member> &call) {
    const auto [member, set] = call.request;
    return on_space(call,
                    [=](ipc_space &space) { return port_ops::extract_member(space, member, set); });
}

kern_return_t serve(mach_port_insert_right, kobject_call<mach_port_insert_right> &call) {
    return on_space(call, [&](ipc_space &space) {
        return port_ops::insert_right(space, call.request.name, call.rights[0]);
    });
}

kern_return_t serve(mach_port_extract_right, kobject_call<mach_port_extract_right> &call) {
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        auto right = port_ops::extract_right(space, call.request.name,
                                             static_cast<uint8_t>(call.request.disposition));
        if (!right) return right.error();
        call.reply_rights[0] = std::move(*right);
        return KERN_SUCCESS;
    });
}

namespace {

/// Gives `target` the send right that `source` has under `name`, under the same name. Two spaces
/// are never locked at once.
bool inherit(ipc_space &source, ipc_space &target, mach_port_name_t name) {
    auto right = port_ops::extract_right(source, name, MACH_MSG_TYPE_COPY_SEND);
    return right && port_ops::insert_right(target, name, *right) == KERN_SUCCESS;
}

}  // namespace

kern_return_t serve(mach_port_inherit, kobject_call<mach_port_inherit> &call) {
    if (!call.rights[0]) return KERN_INVALID_ARGUMENT;
    const ref<task> source = ipc_kobject_get<task>(call.rights[0].port());
    if (!source) return KERN_INVALID_ARGUMENT;
    return on_space(call, [&](ipc_space &space) {
        const auto &names = call.request.variable;
        for (uint32_t i = 0; i < names.count; ++i)
            call.reply.inherited += inherit(source->space(), space, names.items[i]);
        return KERN_SUCCESS;
    });
}
