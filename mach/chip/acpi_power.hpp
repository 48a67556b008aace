/// \file
/// Turning the machine off and resetting it, as the Fixed ACPI Description Table (ACPI 6.5, 5.2.9)
/// and the \_S5 object of the DSDT (7.4.2) say.
#pragma once

#include <chip/acpi.hpp>

struct acpi_power {
    uint16_t pm1a_control = 0, pm1b_control = 0;  ///< ports; 0: absent
    uint8_t sleep_type_a = 0, sleep_type_b = 0;   ///< for state S5
    bool can_power_off = false;
    uint16_t reset_port = 0;  ///< 0: none
    uint8_t reset_value = 0;

    static acpi_power parse(const acpi_tables &tables);
    /// Finds the S5 sleep types in a DSDT without an AML interpreter: the object is a package of
    /// small constants.
    bool parse_s5(byte_span dsdt);
};
