#include <chip/acpi.hpp>

namespace {

constexpr std::size_t rsdp_v1_size = 20, rsdp_v2_size = 36;

bool checksum_right(byte_span bytes) {
    unsigned sum = 0;
    for (std::byte b : bytes) sum += static_cast<unsigned>(b);
    return (sum & 0xff) == 0;
}

bool begins_with(byte_span bytes, const char *text, std::size_t size) {
    return bytes.size() >= size && std::memcmp(bytes.data(), text, size) == 0;
}

bool is_root_pointer(byte_span bytes) {
    return begins_with(bytes, "RSD PTR ", 8) && bytes.size() >= rsdp_v1_size &&
           checksum_right(bytes.first(rsdp_v1_size));
}

}  // namespace

acpi_tables::acpi_tables(uint64_t root_pointer, physical_reader read) : read_(read) {
    const byte_span pointer = root_pointer ? read(root_pointer, rsdp_v1_size) : byte_span{};
    if (!is_root_pointer(pointer)) return;
    if (field<uint8_t>(pointer, 15) >= 2) {
        const byte_span extended = read(root_pointer, rsdp_v2_size);
        if (const uint64_t xsdt = field<uint64_t>(extended, 24); xsdt && checksum_right(extended)) {
            root_ = at(xsdt, "XSDT");
            entry_size_ = 8;
        }
    }
    if (root_.empty()) {
        root_ = at(field<uint32_t>(pointer, 16), "RSDT");
        entry_size_ = 4;
    }
}

byte_span acpi_tables::table_at(uint64_t address) const {
    if (address == 0) return {};
    const uint32_t length = field<uint32_t>(read_(address, header_size), 4);
    if (length < header_size || length > largest_table) return {};
    const byte_span table = read_(address, length);
    return table.size() == length && checksum_right(table) ? table : byte_span{};
}

byte_span acpi_tables::at(uint64_t address, const char (&signature)[5]) const {
    // The signature first: a checksum over each large table on the way to another would cost too
    // much.
    if (address == 0 || !begins_with(read_(address, header_size), signature, 4)) return {};
    return table_at(address);
}

byte_span acpi_tables::find(const char (&signature)[5]) const {
    for (std::size_t offset = header_size; offset + entry_size_ <= root_.size();
         offset += entry_size_) {
        const uint64_t address =
            entry_size_ == 8 ? field<uint64_t>(root_, offset) : field<uint32_t>(root_, offset);
        if (const byte_span table = at(address, signature); !table.empty()) return table;
    }
    return {};
}

uint64_t acpi_tables::find_root_pointer(physical_reader read) {
    const uint64_t extended_bios_data = uint64_t{field<uint16_t>(read(0x40e, 2), 0)} << 4;
    const struct {
        uint64_t begin, end;
    } areas[] = {{extended_bios_data, extended_bios_data + 1024}, {0xe0000, 0x100000}};
    for (const auto &area : areas)
        for (uint64_t address = area.begin; address && address < area.end; address += 16)
            if (is_root_pointer(read(address, rsdp_v1_size))) return address;
    return 0;
}
