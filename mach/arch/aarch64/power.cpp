/// \file
/// Processors and the machine on and off.
#include "devices.hpp"

#include <chip/psci.hpp>
#include <machine/cpu.hpp>

namespace machine {

namespace {
constinit psci firmware{psci::conduit::none};

[[noreturn]] void stop_here() {
    for (;;) asm volatile("wfi");
}
}  // namespace

void init_power(const fdt_platform &platform) {
    switch (platform.psci) {
    case fdt_platform::psci_conduit::hvc: firmware = psci(psci::conduit::hvc); break;
    case fdt_platform::psci_conduit::smc: firmware = psci(psci::conduit::smc); break;
    case fdt_platform::psci_conduit::none: break;
    }
}

bool power_on_processor(uint64_t hardware_id, uint64_t entry, uint64_t context) {
    return firmware.cpu_on(hardware_id, entry, context);
}

void halt_all() {
    send_sgi_to_others(sgi_halt);
    stop_here();
}

void reboot() {
    firmware.system_reset();
    halt_all();
}

void power_off() {
    firmware.system_off();
    halt_all();
}

}  // namespace machine
