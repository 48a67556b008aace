/// \file
/// The machine's local and I/O APICs.
#pragma once

#include <cstdint>

#include <chip/apic.hpp>

namespace machine {

extern local_apic apic;

/// Maps the controllers and silences them; turns the boot processor's local APIC on.
void init_interrupt_controllers();
/// Further processors.
void init_local_apic();
/// A device's vector has come: quiets a level-triggered line and tells the local APIC. \return the
/// line.
unsigned accept_device_interrupt(unsigned vector);

}  // namespace machine
