#include "host_bridge.hpp"

#include <cstring>

namespace {

constexpr uint64_t header_size = 36, table_max = 1 << 20;

template <class T>
T load(const uint8_t *at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// A whole table, length checked; null when it is none.
const uint8_t *table_at(uint64_t physical, table_reader read) {
    const uint8_t *header = physical ? read(physical, header_size) : nullptr;
    if (!header) return nullptr;
    const auto length = load<uint32_t>(header + 4);
    return length >= header_size && length <= table_max ? read(physical, length) : nullptr;
}

bool read_mcfg(const uint8_t *table, host_bridge &to) {
    constexpr uint32_t first_entry = header_size + 8, entry_size = 16;
    if (load<uint32_t>(table + 4) < first_entry + entry_size) return false;
    const uint8_t *entry = table + first_entry;
    to.ecam = load<uint64_t>(entry);
    to.first_bus = entry[10];
    to.last_bus = entry[11];
    return true;
}

}  // namespace

bool read_acpi(uint64_t rsdp, table_reader read, host_bridge &to) {
    const uint8_t *pointer = rsdp ? read(rsdp, header_size) : nullptr;
    if (!pointer || std::memcmp(pointer, "RSD PTR ", 8) != 0) return false;
    const bool wide = pointer[15] >= 2 && load<uint64_t>(pointer + 24) != 0;
    const unsigned width = wide ? 8 : 4;
    const uint8_t *root =
        table_at(wide ? load<uint64_t>(pointer + 24) : load<uint32_t>(pointer + 16), read);
    if (!root) return false;
    const auto length = load<uint32_t>(root + 4);
    for (uint32_t at = header_size; at + width <= length; at += width) {
        const uint8_t *table =
            table_at(wide ? load<uint64_t>(root + at) : load<uint32_t>(root + at), read);
        if (table && std::memcmp(table, "MCFG", 4) == 0) return read_mcfg(table, to);
    }
    return false;
}
