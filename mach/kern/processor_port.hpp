/// \file
/// Processors as kernel objects.
#pragma once

#include <ipc/ipc_right_array.hpp>
#include <kern/result.hpp>

/// Makes a port for each processor that the machine has. Before the first task.
[[nodiscard]] result<> processor_ports_initialise();
/// A send right to each.
[[nodiscard]] result<ipc_right_array> processor_ports();
