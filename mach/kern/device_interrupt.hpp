/// \file
/// Device interrupts as messages to drivers.
#pragma once

#include <kern/result.hpp>

class ipc_port;
class ipc_right_transit;

/// An interrupt of `line` has been taken on this processor: masks the line and sends its message.
void device_interrupt(unsigned line);
/// From now on interrupts of `line` go to `port` (a send right), in place of an earlier one. KERN_INVALID_ARGUMENT for a line
/// that there is not, KERN_RESOURCE_SHORTAGE.
[[nodiscard]] result<> device_interrupt_connect(unsigned line, ipc_right_transit port);
/// The driver is ready for the next one: unmasks the line. KERN_INVALID_ARGUMENT when nobody has registered for it.
[[nodiscard]] result<> device_interrupt_ready(unsigned line);
