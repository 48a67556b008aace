// The end of the system, which only a holder of the host's control port can bring about.
#include <cerrno>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/host.h>
#include <protocol/file.hpp>
#include <protocol/error.hpp>
#include <power.hpp>
#include <world.hpp>

namespace process_server {

using protocol::power_action;
using protocol::unix_error;

namespace {

/// A disk that does not answer for so long will not answer any more.
constexpr mach_msg_timeout_t patience_ms = 60'000;

}  // namespace

void shut_down_files() {
    const mach_port_t file = server::lookup_now("file");
    if (file == MACH_PORT_NULL) return;
    mach::rpc::exchange<protocol::file_shut_down> x;
    const kern_return_t kr = x.call(file, {.option = MACH_RCV_TIMEOUT,
                                           .timeout = patience_ms,
                                           .disposition = MACH_MSG_TYPE_MOVE_SEND});
    if (kr != KERN_SUCCESS) server::log("the disks are not in order: error %d", kr);
}

kern_return_t process::serve(protocol::process_power,
                             mach::rpc::call<protocol::process_power> call) {
    if (credentials.euid != 0) return unix_error(EPERM);
    const auto action = static_cast<power_action>(call.request.action);
    switch (action) {
    case power_action::halt:
    case power_action::restart:
    case power_action::off: shut_down_files(); break;
    default: return unix_error(EINVAL);
    }
    switch (action) {
    case power_action::halt: return host_reboot(world_.host_priv, HOST_REBOOT_HALT);
    case power_action::restart: return host_reboot(world_.host_priv, HOST_REBOOT_RESTART);
    case power_action::off: return host_reboot(world_.host_priv, HOST_REBOOT_POWER_OFF);
    }
    return unix_error(EINVAL);
}

}  // namespace process_server
