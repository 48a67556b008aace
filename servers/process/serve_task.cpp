// A process's task, for programs that look into others.
#include <cerrno>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

namespace {

/// A program that runs with the rights of another user than its own is nobody's to see but root's.
bool owns(const protocol::process_credentials &who, const protocol::process_credentials &of) {
    return who.euid == 0 || (who.euid == of.ruid && of.euid == of.ruid && of.suid == of.ruid &&
                             of.egid == of.rgid && of.sgid == of.rgid);
}

}  // namespace

kern_return_t process::serve(protocol::process_task, mach::rpc::call<protocol::process_task> call) {
    const process *wanted = world_.find(call.request.pid);
    if (wanted == nullptr || wanted->task == MACH_PORT_NULL) return protocol::unix_error(ESRCH);
    if (!owns(credentials, wanted->credentials)) return protocol::unix_error(EPERM);
    call.reply.task = mach::rpc::port_descriptor(wanted->task, MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}

}  // namespace process_server
