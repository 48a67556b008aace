/// \file
/// A program's way to bootstrap and to the kernel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mach/mach.h>
#include <protocol/service.hpp>

namespace program {

/// The port at which bootstrap answers programs; MACH_PORT_NULL when there is none.
mach_port_t bootstrap();

struct service {
    std::string name;
    protocol::service_state state;
    uint32_t task;  ///< its id, 0: none
    uint32_t deaths;
    uint64_t uptime_ns;
};
/// All services, in the order in which they are started.
std::vector<service> services();

/// The host's privileged port: root's only, else MACH_PORT_NULL.
mach_port_t host_privileged();

/// What a person can make of an error of the kernel's or of bootstrap's.
const char *error_text(kern_return_t result);

}  // namespace program
