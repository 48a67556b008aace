/// \file
/// Processors and interrupt controllers, from the Multiple APIC Description Table
/// (ACPI 6.5, 5.2.12).
#pragma once

#include <chip/physical_memory.hpp>

/// What the table says; entries beyond the capacities are dropped.
struct acpi_madt {
    static constexpr unsigned max_processors = 64, max_io_apics = 8, max_overrides = 16;

    struct io_apic {
        uint64_t address;
        uint32_t first_line;  ///< global system interrupt of its input 0
    };
    /// An ISA interrupt that is not the line of the same number, or not active-high edge.
    struct source_override {
        uint8_t irq;
        uint16_t flags;  ///< bits 0-1 polarity (3: active low), bits 2-3 trigger (3: level); 0: as
                         ///< the bus has it
        uint32_t line;
    };

    uint64_t local_apic_address = 0xfee00000;
    uint32_t processors[max_processors];  ///< local APIC ids of those that can be used
    unsigned processor_count = 0;
    io_apic io_apics[max_io_apics];
    unsigned io_apic_count = 0;
    source_override overrides[max_overrides];
    unsigned override_count = 0;

    /// \param table the MADT with its header, or empty: a machine of one processor with the usual
    /// addresses.
    static acpi_madt parse(byte_span table);

private:
    void take(unsigned type, byte_span entry);
    void add_processor(uint32_t id, uint32_t flags);
};
