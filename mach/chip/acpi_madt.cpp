#include <chip/acpi_madt.hpp>

namespace {
constexpr std::size_t first_entry = 44;
enum entry_type : unsigned {
    LOCAL_APIC = 0,
    IO_APIC = 1,
    INTERRUPT_SOURCE_OVERRIDE = 2,
    LOCAL_APIC_ADDRESS_OVERRIDE = 5,
    LOCAL_X2APIC = 9,
};
}  // namespace

void acpi_madt::add_processor(uint32_t id, uint32_t flags) {
    constexpr uint32_t enabled = 1;
    if (!(flags & enabled) || processor_count == max_processors) return;
    for (unsigned i = 0; i < processor_count; ++i)
        if (processors[i] == id) return;
    processors[processor_count++] = id;
}

void acpi_madt::take(unsigned type, byte_span entry) {
    switch (type) {
    case LOCAL_APIC:
        if (entry.size() >= 8) add_processor(field<uint8_t>(entry, 3), field<uint32_t>(entry, 4));
        break;
    case LOCAL_X2APIC:
        if (entry.size() >= 16) add_processor(field<uint32_t>(entry, 4), field<uint32_t>(entry, 8));
        break;
    case IO_APIC:
        if (entry.size() >= 12 && io_apic_count < max_io_apics)
            io_apics[io_apic_count++] = {field<uint32_t>(entry, 4), field<uint32_t>(entry, 8)};
        break;
    case INTERRUPT_SOURCE_OVERRIDE:
        if (entry.size() >= 10 && override_count < max_overrides)
            overrides[override_count++] = {field<uint8_t>(entry, 3), field<uint16_t>(entry, 8),
                                           field<uint32_t>(entry, 4)};
        break;
    case LOCAL_APIC_ADDRESS_OVERRIDE:
        if (entry.size() >= 12) local_apic_address = field<uint64_t>(entry, 4);
        break;
    }
}

acpi_madt acpi_madt::parse(byte_span table) {
    acpi_madt madt;
    if (const uint32_t address = field<uint32_t>(table, 36)) madt.local_apic_address = address;
    for (std::size_t offset = first_entry; offset + 2 <= table.size();) {
        const unsigned length = field<uint8_t>(table, offset + 1);
        if (length < 2 || length > table.size() - offset) break;
        madt.take(field<uint8_t>(table, offset), table.subspan(offset, length));
        offset += length;
    }
    if (madt.io_apic_count == 0) madt.io_apics[madt.io_apic_count++] = {0xfec00000, 0};
    return madt;
}
