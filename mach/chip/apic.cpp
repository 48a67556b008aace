#include <chip/apic.hpp>
#include <machine/cpu.hpp>
#include <machine/msr.hpp>

namespace {
constexpr uint32_t MSR_APIC_BASE = 0x1b, MSR_X2APIC = 0x800, MSR_X2APIC_COMMAND = 0x830;
constexpr uint64_t apic_enable = 1u << 11, apic_x2 = 1u << 10;
constexpr uint32_t software_enable = 0x100, masked = 1u << 16;
constexpr uint32_t divide_by_1 = 0xb;
constexpr uint32_t delivery_nmi = 4u << 8, delivery_init = 5u << 8, delivery_startup = 6u << 8;
constexpr uint32_t delivery_pending = 1u << 12, level_assert = 1u << 14, all_but_self = 3u << 18;
}  // namespace

void local_apic::init(void *registers, bool x2apic) {
    registers_ = x2apic ? nullptr : static_cast<volatile uint32_t *>(registers);
}

uint32_t local_apic::read(register_offset offset) const {
    if (registers_) [[likely]]
        return registers_[offset / 4];
    return static_cast<uint32_t>(machine::read_msr(MSR_X2APIC + offset / 16));
}

void local_apic::write(register_offset offset, uint32_t value) const {
    if (registers_) [[likely]]
        registers_[offset / 4] = value;
    else
        machine::write_msr(MSR_X2APIC + offset / 16, value);
}

void local_apic::init_processor(uint8_t timer_vector, uint8_t spurious_vector) const {
    const uint64_t base = machine::read_msr(MSR_APIC_BASE) | apic_enable;
    machine::write_msr(MSR_APIC_BASE, registers_ ? base : base | apic_x2);
    write(TASK_PRIORITY, 0);
    write(SPURIOUS, software_enable | spurious_vector);
    write(LINT0, masked);
    write(LINT1, masked);
    write(ERROR, masked);
    write(TIMER_DIVIDE, divide_by_1);
    write(TIMER, timer_vector);
    write(TIMER_INITIAL, 0);
}

uint32_t local_apic::id() const { return registers_ ? read(ID) >> 24 : read(ID); }

void local_apic::command(uint32_t target, uint32_t low) const {
    if (registers_) [[likely]] {
        while (registers_[COMMAND_LOW / 4] & delivery_pending) machine::relax();
        registers_[COMMAND_HIGH / 4] = target << 24;
        registers_[COMMAND_LOW / 4] = low | level_assert;
    } else {
        // Unlike a store, WRMSR to the APIC may overtake earlier stores. SDM 3A 11.12.3.
        asm volatile("mfence; lfence" ::: "memory");
        machine::write_msr(MSR_X2APIC_COMMAND, uint64_t{target} << 32 | low | level_assert);
    }
}

void local_apic::send_nmi_to_others() const { command(0, delivery_nmi | all_but_self); }
void local_apic::send_init(uint32_t target) const { command(target, delivery_init); }
void local_apic::send_startup(uint32_t target, uint8_t page) const {
    command(target, delivery_startup | page);
}
