/// \file
/// Device interrupts as messages to drivers.
///
/// A taken line is quiet until its driver says that it is ready (level-triggered ones by
/// machine::interrupt_end). An edge that comes before that is remembered and becomes the next
/// message.
#pragma once

#include <ipc/ipc_right_transit.hpp>
#include <kern/result.hpp>

/// An interrupt of `line` has been taken on this processor.
void device_interrupt_taken(unsigned line);
/// From now on interrupts of `line` go to `port` (a send right), in place of an earlier one.
/// KERN_INVALID_ARGUMENT for a line that there is not, KERN_RESOURCE_SHORTAGE.
[[nodiscard]] result<> device_interrupt_connect(unsigned line, ipc_right_transit &&port);
/// Masks the line for good. KERN_INVALID_ARGUMENT when nobody has registered for it.
[[nodiscard]] result<> device_interrupt_disconnect(unsigned line);
/// The driver is ready for the next one. KERN_INVALID_ARGUMENT when nobody has registered for it.
[[nodiscard]] result<> device_interrupt_ready(unsigned line);
