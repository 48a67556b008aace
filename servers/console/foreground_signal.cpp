#include "foreground_signal.hpp"

#include <cerrno>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/error.hpp>
#include <protocol/process.hpp>
#include <protocol/process_service.hpp>

namespace {

constexpr int si_kernel = 0x80;

/// The process server, looked up again after it has died.
mach_port_t process_server(bool again = false) {
    static mach_port_t port = MACH_PORT_NULL;
    if (again && port != MACH_PORT_NULL) {
        (void)mach_port_deallocate(mach_task_self(), port);
        port = MACH_PORT_NULL;
    }
    if (port == MACH_PORT_NULL) port = server::lookup("process");
    return port;
}

}  // namespace

void send_group_signal(uint32_t process_group, int signal) {
    mach::rpc::exchange<protocol::process_signal_group> x;
    for (bool again : {false, true}) {
        x.request() = {.process_group = process_group,
                       .signal = static_cast<uint32_t>(signal),
                       .code = si_kernel};
        if (x.send(process_server(again)) == KERN_SUCCESS) return;
    }
}

kern_return_t group_in_session(uint32_t process_group, uint32_t session) {
    mach::rpc::exchange<protocol::process_group_session> x;
    x.request().process_group = process_group;
    const kern_return_t kr = x.call(process_server());
    return kr == KERN_SUCCESS && x.reply().session != session ? protocol::unix_error(EPERM) : kr;
}
