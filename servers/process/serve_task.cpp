// A process's task, for programs that look into others.
#include <cerrno>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

/// A program that runs with the rights of another user than its own is nobody's to see but root's.
bool process::may_be_seen_by(const process &other) const {
    const protocol::process_credentials &who = other.credentials, &of = credentials;
    return who.euid == 0 || (who.euid == of.ruid && of.euid == of.ruid && of.suid == of.ruid &&
                             of.egid == of.rgid && of.sgid == of.rgid);
}

kern_return_t process::serve(protocol::process_task, mach::rpc::call<protocol::process_task> call) {
    const process *wanted = world_.find(call.request.pid);
    if (wanted == nullptr || wanted->task == MACH_PORT_NULL) return protocol::unix_error(ESRCH);
    if (!wanted->may_be_seen_by(*this)) return protocol::unix_error(EPERM);
    call.reply.task = mach::rpc::port_descriptor(wanted->task, MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}

}  // namespace process_server
