#include "interrupt_controller.hpp"

#include <chip/ioapic.hpp>
#include <kern/boot_info.hpp>
#include <kern/spinlock.hpp>
#include <machine/interrupt.hpp>

#include "features.hpp"
#include "memory_map.hpp"
#include "platform.hpp"

namespace machine {

constinit local_apic apic;

namespace {

constexpr unsigned isa_lines = 16;
constexpr uint16_t override_active_low = 3, override_level = 3u << 2;
constexpr uint64_t msi_address = 0xfee00000;

constinit spinlock routing_lock{lock_rank::controller};
constinit io_apic controllers[acpi_madt::max_io_apics] GUARDED_BY(routing_lock) = {};
unsigned controller_count GUARDED_BY(routing_lock) = 0;
unsigned msi_lines_taken GUARDED_BY(routing_lock) = 0;
/// Set by interrupt_enable; read without the lock by whoever takes the line's interrupt.
constinit bool level_triggered[first_msi_line] = {};

io_apic *controller_of(unsigned line) REQUIRES(routing_lock) {
    for (unsigned i = 0; i < controller_count; ++i)
        if (controllers[i].has(line)) return &controllers[i];
    return nullptr;
}

io_apic::mode mode_of(unsigned line) {
    const acpi_madt &madt = platform.interrupts;
    io_apic::mode mode = line < isa_lines ? io_apic::mode{false, false} : io_apic::mode{true, true};
    for (unsigned i = 0; i < madt.override_count; ++i) {
        const uint16_t flags = madt.overrides[i].flags;
        if (madt.overrides[i].line != line) continue;
        mode.active_low = flags & 3 ? (flags & 3) == override_active_low : mode.active_low;
        mode.level = flags & 12 ? (flags & 12) == override_level : mode.level;
    }
    return mode;
}

}  // namespace

void init_interrupt_controllers() {
    apic.init(features.x2apic ? nullptr : map_device(platform.interrupts.local_apic_address, 4096),
              features.x2apic);
    init_local_apic();
    lock_guard guard(routing_lock);
    for (unsigned i = 0; i < platform.interrupts.io_apic_count; ++i) {
        const auto &description = platform.interrupts.io_apics[i];
        controllers[controller_count++].init(map_device(description.address, 4096),
                                             description.first_line);
    }
}

void init_local_apic() { apic.init_processor(VECTOR_TIMER, VECTOR_SPURIOUS); }

unsigned accept_device_interrupt(unsigned vector) {
    const unsigned line = vector - VECTOR_DEVICE_FIRST;
    // Masked before its end is told: the device still holds the line, and would interrupt again at
    // once.
    if (line < first_msi_line && level_triggered[line]) interrupt_mask(line);
    apic.end_of_interrupt();
    return line;
}

result<> interrupt_enable(unsigned line) {
    lock_guard guard(routing_lock);
    if (line >= first_msi_line)
        return line - first_msi_line < msi_lines_taken ? result<>() : error(KERN_INVALID_ARGUMENT);
    io_apic *controller = controller_of(line);
    if (!controller) return error(KERN_INVALID_ARGUMENT);
    const io_apic::mode mode = mode_of(line);
    level_triggered[line] = mode.level;
    controller->route(line, static_cast<uint8_t>(VECTOR_DEVICE_FIRST + line),
                      boot.cpu_hardware_ids[0], mode);
    controller->unmask(line);
    return {};
}

void interrupt_mask(unsigned line) {
    if (line >= first_msi_line) return;
    lock_guard guard(routing_lock);
    if (io_apic *controller = controller_of(line)) controller->mask(line);
}

void interrupt_unmask(unsigned line) {
    if (line >= first_msi_line) return;
    lock_guard guard(routing_lock);
    if (io_apic *controller = controller_of(line)) controller->unmask(line);
}

void interrupt_end(unsigned line) {
    if (line < first_msi_line && level_triggered[line]) interrupt_unmask(line);
}

unsigned isa_line(unsigned irq) {
    for (unsigned i = 0; i < platform.interrupts.override_count; ++i)
        if (platform.interrupts.overrides[i].irq == irq)
            return platform.interrupts.overrides[i].line;
    return irq;
}

result<msi_message> msi_allocate() {
    lock_guard guard(routing_lock);
    if (first_msi_line + msi_lines_taken == line_count) return error(KERN_RESOURCE_SHORTAGE);
    const unsigned line = first_msi_line + msi_lines_taken++;
    return msi_message{msi_address | uint64_t{boot.cpu_hardware_ids[0]} << 12,
                       VECTOR_DEVICE_FIRST + line, line};
}

}  // namespace machine
