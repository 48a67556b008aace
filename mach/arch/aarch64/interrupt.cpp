/// \file
/// Interrupts from the GIC to the generic kernel.
#include <machine/interrupt.hpp>

#include "boot_map.hpp"
#include "devices.hpp"

#include <chip/gic_v2.hpp>
#include <chip/gic_v2m.hpp>
#include <chip/gic_v3.hpp>
#include <kern/assert.hpp>
#include <kern/trap_entry.hpp>
#include <machine/cpu.hpp>
#include <machine/timer.hpp>

namespace machine {

namespace {

constinit bool version_3 = false;
constinit bool started = false;
constexpr unsigned no_lines = 1020, first_lpi = 8192;  ///< those between mean nothing

constinit gic_v2 v2;
constinit gic_v3 v3;
constinit gic_distributor distributor;  ///< whichever version has it
constinit gic_v2m messages;
constinit uint64_t doorbell = 0;  ///< physical; 0: the machine has no MSI frame

/// Redistributors are mapped up to this much, which is more than eight processors have.
constexpr uint64_t most_redistributors = 2u << 20;

uint32_t acknowledge() { return version_3 ? v3.acknowledge() : v2.acknowledge(); }

void drop_priority(uint32_t acknowledged) {
    if (version_3)
        v3.drop_priority(acknowledged);
    else
        v2.drop_priority(acknowledged);
}

/// Of a per-processor interrupt, on its processor.
void deactivate_private(uint32_t acknowledged) {
    if (version_3)
        v3.deactivate(acknowledged);
    else
        v2.deactivate(acknowledged);
}

/// Version 2 tells who sent an SGI in the bits above.
unsigned line_of(uint32_t acknowledged) { return version_3 ? acknowledged : acknowledged & 0x3ff; }

frame *serve(frame *from, uint32_t acknowledged) {
    const unsigned line = line_of(acknowledged);
    drop_priority(acknowledged);
    if (line >= gic_distributor::first_shared)
        return trap_interrupt(from, line);  // stays active until interrupt_end
    if (line == timer_line()) {
        cancel_deadline();  // its level would call again
        deactivate_private(acknowledged);
        return trap_timer(from);
    }
    deactivate_private(acknowledged);
    if (line == sgi_reschedule) return trap_reschedule(from);
    if (line == sgi_halt)
        for (;;) asm volatile("wfi");
    return from;
}

/// Serves one pending interrupt; none pending is none served.
frame *serve_pending(frame *from) {
    const uint32_t acknowledged = acknowledge();
    const unsigned line = line_of(acknowledged);
    return line < no_lines || line >= first_lpi ? serve(from, acknowledged) : from;
}

bool usable(unsigned line) {
    return line >= gic_distributor::first_shared && line < distributor.lines();
}

void init_messages(const fdt_platform::range &registers) {
    if (registers.size < gic_v2m::size) return;
    messages.init(mmio(map_device(registers.address, gic_v2m::size)), distributor);
    doorbell = registers.address + gic_v2m::doorbell;
}

}  // namespace

extern "C" frame *machine_user_interrupt(frame *from) { return serve_pending(from); }

void wait_for_interrupt() {
    asm volatile("dsb sy; wfi" ::: "memory");  // wakes on a masked interrupt too
    serve_pending(nullptr);
}

void let_interrupts_in() { serve_pending(nullptr); }

void init_interrupts(const fdt_platform &platform) {
    if (platform.gic_cpu.count == 0) panic("the interrupt controller has no processor interface");
    const mmio registers(map_device(platform.distributor.address, 0x10000));
    version_3 = platform.gic == fdt_platform::gic_kind::v3;
    if (version_3) {
        gic_v3::region regions[4];
        std::size_t count = 0;
        for (const auto &region : platform.gic_cpu.span()) {
            const uint64_t size =
                region.size < most_redistributors ? region.size : most_redistributors;
            regions[count++] = {mmio(map_device(region.address, size)), size};
        }
        v3.init(registers, {regions, count}, this_cpu().hardware_id);
    } else {
        v2.init(registers, mmio(map_device(platform.gic_cpu.items[0].address, 0x2000)));
    }
    distributor = version_3 ? v3.distributor() : v2.distributor();
    init_messages(platform.msi_frame);
    started = true;
    if (!init_processor_interrupts()) panic("no interrupt controller interface for this processor");
}

bool init_processor_interrupts() {
    if (version_3) {
        if (!v3.init_processor(cpu_number(), this_cpu().hardware_id)) return false;
    } else {
        v2.init_processor(cpu_number());
    }
    unmask_private_line(sgi_reschedule);
    unmask_private_line(sgi_halt);
    return true;
}

void unmask_private_line(unsigned line) {
    if (version_3)
        v3.unmask_private(cpu_number(), line);
    else
        v2.unmask_private(line);
}

void send_reschedule(unsigned cpu) {
    if (version_3)
        v3.send(cpu, sgi_reschedule);
    else
        v2.send(cpu, sgi_reschedule);
}

void send_sgi_to_others(sgi which) {
    if (!started) return;  // a panic before there were others
    if (version_3)
        v3.send_to_others(which);
    else
        v2.send_to_others(which);
}

result<> interrupt_enable(unsigned line) {
    if (version_3 && line >= first_lpi) return {};  // its translation service routes it
    if (!usable(line) || messages.is_free(line)) return error(KERN_INVALID_ARGUMENT);
    if (version_3)
        v3.route(line);
    else
        v2.route(line);
    distributor.unmask(line);
    return {};
}

void interrupt_mask(unsigned line) {
    if (line < first_lpi) distributor.mask(line);
}

void interrupt_unmask(unsigned line) {
    if (line < first_lpi) distributor.unmask(line);
}

void interrupt_end(unsigned line) {
    if (line < first_lpi) distributor.deactivate(line);
}

result<msi_message> msi_allocate() {
    if (doorbell == 0) return error(KERN_NOT_SUPPORTED);
    const unsigned line = messages.take();
    if (line == 0) return error(KERN_RESOURCE_SHORTAGE);
    return msi_message{doorbell, line, line};
}

}  // namespace machine
