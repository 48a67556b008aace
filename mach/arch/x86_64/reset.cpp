/// \file
/// Reset and power-off, as the firmware's tables say, then by older means.

#include <cstdint>

#include <kern/log.hpp>
#include <machine/cpu.hpp>
#include <machine/port.hpp>

#include "clock.hpp"
#include "platform.hpp"

namespace machine {
namespace {

constexpr uint64_t ms = 1'000'000;

void reset_by_keyboard_controller() {
    constexpr uint16_t status_port = 0x64;
    constexpr uint8_t input_full = 2, pulse_reset = 0xfe;
    for (unsigned i = 0; i < 10'000 && (in8(status_port) & input_full); ++i) {
    }
    out8(status_port, pulse_reset);
}

[[noreturn]] void triple_fault() {
    const struct [[gnu::packed]] {
        uint16_t limit;
        uint64_t base;
    } nothing{};
    asm volatile("lidt %0; ud2" ::"m"(nothing));
    __builtin_unreachable();
}

}  // namespace

void reboot() {
    if (platform.power.reset_port) {
        out8(platform.power.reset_port, platform.power.reset_value);
        spin_ns(50 * ms);
    }
    reset_by_keyboard_controller();
    spin_ns(50 * ms);
    triple_fault();
}

void power_off() {
    // ACPI 6.5, 4.8.3.2.1: SLP_TYP in bits 10 to 12, SLP_EN in bit 13.
    constexpr uint16_t sleep_enable = 1u << 13;
    const acpi_power &power = platform.power;
    if (power.can_power_off) {
        out16(power.pm1a_control, static_cast<uint16_t>(power.sleep_type_a << 10 | sleep_enable));
        if (power.pm1b_control)
            out16(power.pm1b_control,
                  static_cast<uint16_t>(power.sleep_type_b << 10 | sleep_enable));
        spin_ns(50 * ms);
    }
    log("The machine may be turned off now.\n");
    halt_all();
}

}  // namespace machine
