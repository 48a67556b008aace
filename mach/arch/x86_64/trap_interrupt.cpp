/// \file
/// Interrupts: device lines, the timer, other processors' requests.

#include <kern/trap_entry.hpp>
#include <machine/cpu.hpp>
#include <machine/interrupt.hpp>

#include "clock.hpp"
#include "interrupt_controller.hpp"
#include "trap.hpp"

namespace machine {

frame *serve_interrupt(frame *f, unsigned vector) {
    switch (vector) {
    case VECTOR_TIMER: apic.end_of_interrupt(); return deadline_reached() ? trap_timer(f) : f;
    case VECTOR_RESCHEDULE: apic.end_of_interrupt(); return trap_reschedule(f);
    case VECTOR_TLB:
        apic.end_of_interrupt();
        serve_tlb_requests();
        return f;
    }
    if (vector >= VECTOR_DEVICE_FIRST && vector <= VECTOR_DEVICE_LAST)
        return trap_interrupt(f, accept_device_interrupt(vector));
    return f;  // spurious: from the legacy controller, or the local APIC's own
}

/// The instruction after STI is executed first: what is pending comes before CLI.
void let_interrupts_in() { asm volatile("sti; nop; cli" ::: "memory"); }

}  // namespace machine
