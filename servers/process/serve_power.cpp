// The end of the system, which only a holder of the host's control port can bring about.
#include <cerrno>

#include <mach/host.h>
#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::power_action;
using protocol::unix_error;

kern_return_t process::serve(protocol::process_power,
                             mach::rpc::call<protocol::process_power> call) {
    if (credentials.euid != 0) return unix_error(EPERM);
    switch (static_cast<power_action>(call.request.action)) {
    case power_action::halt: return host_reboot(world_.host_priv, HOST_REBOOT_HALT);
    case power_action::restart: return host_reboot(world_.host_priv, HOST_REBOOT_RESTART);
    case power_action::off: return host_reboot(world_.host_priv, HOST_REBOOT_POWER_OFF);
    }
    return unix_error(EINVAL);
}

}  // namespace process_server
