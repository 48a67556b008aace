/// \file
/// Tasks that a person names.
#pragma once

#include <string>
#include <vector>

#include <mach/mach.h>

namespace program {

struct task {
    mach_port_t port;
    uint32_t id;
    std::string name;
};
/// All tasks; none unless the user is root.
std::vector<task> all_tasks();

/// The task of a process id or of a service's name, or MACH_PORT_NULL with a message written to
/// standard error.
mach_port_t find_task(const char *who);

}  // namespace program
