#include <chip/acpi_power.hpp>

namespace {

constexpr std::size_t fadt_dsdt = 40, fadt_pm1a_control = 64, fadt_pm1b_control = 68,
                      fadt_flags = 112, fadt_reset_register = 116, fadt_reset_value = 128,
                      fadt_x_dsdt = 140;
constexpr uint32_t reset_supported = 1u << 10;
constexpr uint8_t system_io_space = 1;
constexpr uint8_t package_op = 0x12, byte_prefix = 0x0a, zero_op = 0, one_op = 1;

/// One element of a package (ACPI 6.5, 20.2.3). \return whether it is a constant that fits;
/// `offset` is moved behind it.
bool small_constant(byte_span aml, std::size_t &offset, uint8_t &value) {
    if (offset >= aml.size()) return false;
    const uint8_t op = field<uint8_t>(aml, offset++);
    if (op == byte_prefix) {
        if (offset >= aml.size()) return false;
        value = field<uint8_t>(aml, offset++);
        return true;
    }
    value = op;
    return op == zero_op || op == one_op;
}

}  // namespace

bool acpi_power::parse_s5(byte_span dsdt) {
    for (std::size_t i = acpi_tables::header_size; i + 4 < dsdt.size(); ++i) {
        if (std::memcmp(dsdt.data() + i, "_S5_", 4) != 0 ||
            field<uint8_t>(dsdt, i + 4) != package_op)
            continue;
        // PkgLength: the upper two bits of its first byte count the bytes that follow; then the
        // number of elements.
        std::size_t offset = i + 6 + (field<uint8_t>(dsdt, i + 5) >> 6) + 1;
        uint8_t a, b;
        if (small_constant(dsdt, offset, a) && small_constant(dsdt, offset, b) && a < 8 && b < 8) {
            sleep_type_a = a;
            sleep_type_b = b;
            return true;
        }
    }
    return false;
}

acpi_power acpi_power::parse(const acpi_tables &tables) {
    acpi_power power;
    const byte_span fadt = tables.find("FACP");
    if (fadt.empty()) return power;
    power.pm1a_control = static_cast<uint16_t>(field<uint32_t>(fadt, fadt_pm1a_control));
    power.pm1b_control = static_cast<uint16_t>(field<uint32_t>(fadt, fadt_pm1b_control));
    byte_span dsdt = tables.at(field<uint64_t>(fadt, fadt_x_dsdt), "DSDT");
    if (dsdt.empty()) dsdt = tables.at(field<uint32_t>(fadt, fadt_dsdt), "DSDT");
    power.can_power_off = power.pm1a_control != 0 && power.parse_s5(dsdt);
    if ((field<uint32_t>(fadt, fadt_flags) & reset_supported) &&
        field<uint8_t>(fadt, fadt_reset_register) == system_io_space) {
        power.reset_port = static_cast<uint16_t>(field<uint64_t>(fadt, fadt_reset_register + 4));
        power.reset_value = field<uint8_t>(fadt, fadt_reset_value);
    }
    return power;
}
