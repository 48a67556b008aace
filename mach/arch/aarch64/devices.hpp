/// \file
/// Start-up of the machine's chips from the device tree, on the boot processor; and what later
/// processors repeat.
#pragma once

#include <cstdint>

#include <chip/fdt_platform.hpp>

namespace machine {

/// Before anything else that might have to say something.
void uart_init(const fdt_platform::range &registers, unsigned interrupt);
/// Firmware interface, interrupt controller, timer, clock. Panics when the machine lacks what the
/// kernel cannot do without.
void init_devices(const fdt_platform &platform);

void init_power(const fdt_platform &platform);
void init_interrupts(const fdt_platform &platform);
void init_timer(const fdt_platform &platform);
void init_random(const fdt_platform &platform);

/// On each processor, the boot processor too. False: it has no interrupt controller interface.
bool init_processor_interrupts();
void init_processor_timer();

/// Firmware call that starts a processor; see chip/psci.hpp.
bool power_on_processor(uint64_t hardware_id, uint64_t entry, uint64_t context);

/// The per-processor timer's line.
unsigned timer_line();
/// Unmasks a per-processor line on this processor.
void unmask_private_line(unsigned line);
/// Software-generated interrupts.
enum sgi : unsigned { sgi_reschedule = 0, sgi_halt = 1 };
void send_sgi_to_others(sgi which);

}  // namespace machine
