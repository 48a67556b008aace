// Routines of a process's port: groups and sessions.
#include <cerrno>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

kern_return_t process::serve(protocol::process_id, mach::rpc::call<protocol::process_id> call) {
    const process *target = call.request.pid == 0 ? this : world_.find(call.request.pid);
    if (target == nullptr) return unix_error(ESRCH);
    call.reply.process_group = target->group;
    call.reply.session = target->session;
    call.reply.parent = target->parent != nullptr ? target->parent->pid : 0;
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_set_group,
                             mach::rpc::call<protocol::process_set_group> call) {
    const auto &request = call.request;
    process *target = request.pid == 0 ? this : world_.find(request.pid);
    if (request.process_group < 0) return unix_error(EINVAL);
    if (target == nullptr || (target != this && !target->is_child_of(*this)))
        return unix_error(ESRCH);
    if (target != this && target->executed) return unix_error(EACCES);
    if (target->session != session || target->session == target->pid) return unix_error(EPERM);
    const int32_t wanted = request.process_group != 0 ? request.process_group : target->pid;
    const group_record *existing = world_.find_group(wanted);
    if (wanted != target->pid && (existing == nullptr || existing->session != session))
        return unix_error(EPERM);
    if (wanted == target->group) return KERN_SUCCESS;
    world_.join(*target, wanted, session);
    if (target->alive()) target->publish_identity();
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_set_session,
                             mach::rpc::call<protocol::process_set_session> call) {
    if (world_.find_group(pid) != nullptr) return unix_error(EPERM);
    world_.join(*this, pid, pid);
    publish_identity();
    call.reply.value = pid;
    return KERN_SUCCESS;
}

}  // namespace process_server
