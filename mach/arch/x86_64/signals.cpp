/// \file
/// Signals between processors, and the end of all of them.

#include <kern/boot_info.hpp>
#include <kern/processor.hpp>
#include <machine/cpu.hpp>

#include "interrupt_controller.hpp"
#include "trap.hpp"

namespace machine {

void send_reschedule(unsigned cpu) {
    apic.send(processors[cpu].local.hardware_id, VECTOR_RESCHEDULE);
}

void halt_all() {
    asm volatile("cli");
    machine_halting = true;
    if (boot.cpu_count > 1) apic.send_nmi_to_others();
    for (;;) asm volatile("hlt");
}

}  // namespace machine
