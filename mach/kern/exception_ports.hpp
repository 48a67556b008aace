/// \file
/// Where a task's or a thread's exceptions are sent, by kind of exception.
#pragma once

#include <array>
#include <cstdint>

#include <ipc/ipc_right_transit.hpp>
#include <mach/exception_types.h>

/// One kind of exception: no port, or a port with the kind of message it wants.
struct exception_action {
    ipc_right_transit port;  ///< a send right, or null
    exception_behavior_t behavior = 0;
    thread_state_flavor_t flavor = 0;
};

/// By EXC_*; index 0 is not used. Guarded by the owner's lock.
using exception_actions = std::array<exception_action, EXC_TYPES_COUNT>;
