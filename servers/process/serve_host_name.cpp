// Routines of a process's port and of the service: the names of the host, one for all.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include <protocol/error.hpp>
#include <protocol/process_service.hpp>
#include <service.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

kern_return_t process::serve(protocol::process_host_name,
                             mach::rpc::call<protocol::process_host_name> call) {
    const auto &request = call.request;
    host_names &names = world_.names;
    if (request.set != 0) {
        if (credentials.euid != 0) return unix_error(EPERM);
        std::string &name = request.domain != 0 ? names.domain : names.host;
        name.assign(request.variable.items, request.variable.count);
    }
    call.reply.host_length = static_cast<uint32_t>(names.host.size());
    auto &out = call.reply.variable;
    const std::string both = names.host + names.domain;
    out.count = static_cast<uint32_t>(both.copy(out.items, out.capacity));
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::process_names,
                             mach::rpc::call<protocol::process_names> call) {
    const host_names &names = world_.names;
    call.reply.host_length = static_cast<uint32_t>(names.host.size());
    auto &out = call.reply.variable;
    const std::string both = names.host + names.domain;
    out.count = static_cast<uint32_t>(both.copy(out.items, out.capacity));
    return KERN_SUCCESS;
}

}  // namespace process_server
