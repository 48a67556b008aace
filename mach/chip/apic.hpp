/// \file
/// Local APIC, by registers or in x2APIC mode by MSRs. Intel SDM 3A chapter 11.
#pragma once

#include <cstdint>

/// There is one at the same address on every processor; each sees its own.
class local_apic {
public:
    /// \param registers the page at its physical address, mapped as device memory; unused in x2APIC
    /// mode.
    void init(void *registers, bool x2apic);
    /// Turns the calling processor's on, all local sources but the timer masked.
    void init_processor(uint8_t timer_vector, uint8_t spurious_vector) const;

    uint32_t id() const;
    void end_of_interrupt() const { write(END_OF_INTERRUPT, 0); }
    /// Interrupts processor `target` (APIC id); what was stored before is visible to it when it
    /// takes the interrupt.
    void send(uint32_t target, uint8_t vector) const { command(target, vector); }
    void send_nmi_to_others() const;
    /// The two steps of starting a processor, SDM 3A 9.4.4. \param page physical page number below
    /// 256 of its first instruction.
    void send_init(uint32_t target) const;
    void send_startup(uint32_t target, uint8_t page) const;

    /// Counts down from `ticks` to an interrupt; 0 stops it.
    void start_timer(uint32_t ticks) const { write(TIMER_INITIAL, ticks); }
    uint32_t timer_count() const { return read(TIMER_CURRENT); }

private:
    enum register_offset : uint32_t {
        ID = 0x20,
        TASK_PRIORITY = 0x80,
        END_OF_INTERRUPT = 0xb0,
        SPURIOUS = 0xf0,
        COMMAND_LOW = 0x300,
        COMMAND_HIGH = 0x310,
        TIMER = 0x320,
        LINT0 = 0x350,
        LINT1 = 0x360,
        ERROR = 0x370,
        TIMER_INITIAL = 0x380,
        TIMER_CURRENT = 0x390,
        TIMER_DIVIDE = 0x3e0,
    };
    uint32_t read(register_offset offset) const;
    void write(register_offset offset, uint32_t value) const;
    void command(uint32_t target, uint32_t low) const;

    volatile uint32_t *registers_ = nullptr;  ///< null in x2APIC mode
};
