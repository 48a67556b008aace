#include <lib/bootstrap.hpp>

#include <lib/service.hpp>
#include <mach/client.hpp>

namespace program {

mach_port_t bootstrap() {
    static mach_port_t port = MACH_PORT_NULL;
    if (port == MACH_PORT_NULL)
        (void)task_get_special_port(mach_task_self(), TASK_BOOTSTRAP_PORT, &port);
    return port;
}

std::vector<service> services() {
    std::vector<service> all;
    for (;;) {
        mach::rpc::exchange<protocol::service_query> x;
        x.request().index = static_cast<uint32_t>(all.size());
        if (x.call(bootstrap()) != KERN_SUCCESS) return all;
        const auto &reply = x.reply();
        all.push_back({.name = std::string(reply.variable.items, reply.variable.count),
                       .state = reply.state,
                       .task = reply.task,
                       .deaths = reply.deaths,
                       .uptime_ns = reply.uptime_ns});
    }
}

mach_port_t host_privileged() { return server::granted("host_priv"); }

const char *error_text(kern_return_t result) {
    switch (result) {
    case KERN_DENIED: return "only root may do this";
    case KERN_INVALID_NAME: return "no such service";
    case KERN_PROTECTION_FAILURE: return "nothing works without it";
    case KERN_FAILURE: return "it cannot be started (see its log)";
    case MACH_SEND_INVALID_DEST: return "there is no bootstrap port";
    default: return "the request failed";
    }
}

}  // namespace program
