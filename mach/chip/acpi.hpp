/// \file
/// ACPI tables (ACPI 6.5, chapter 5.2): found through the root pointer, given out only when length
/// and checksum are right.
#pragma once

#include <chip/physical_memory.hpp>

class acpi_tables {
public:
    static constexpr std::size_t header_size = 36;
    /// Larger ones are taken for damaged.
    static constexpr std::size_t largest_table = 1u << 20;

    /// \param root_pointer physical address of the RSDP; a bad one gives an empty set of tables.
    acpi_tables(uint64_t root_pointer, physical_reader read);

    /// The whole first table with that signature, header included; empty if there is none.
    byte_span find(const char (&signature)[5]) const;
    /// The table at a physical address if it has that signature; empty if not.
    byte_span at(uint64_t address, const char (&signature)[5]) const;

    /// Physical address of a root pointer in the BIOS area, or 0. ACPI 6.5, 5.2.5.1.
    static uint64_t find_root_pointer(physical_reader read);

private:
    byte_span table_at(uint64_t address) const;

    physical_reader read_;
    byte_span root_;  ///< RSDT or XSDT
    std::size_t entry_size_ = 4;
};
