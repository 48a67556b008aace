/// \file
/// The two clocks as kernel objects.
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject_type.hpp>
#include <kern/result.hpp>

class ipc_port;

/// Makes their ports. Before the first task.
[[nodiscard]] result<> clock_ports_initialise();
/// The port of SYSTEM_CLOCK or CALENDAR_CLOCK, null for another number.
ipc_port *clock_port(uint32_t clock);
