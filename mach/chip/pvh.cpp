#include <chip/boot_ranges.hpp>
#include <chip/boot_strings.hpp>
#include <chip/pvh.hpp>

namespace {

constexpr uint32_t start_magic = 0x336ec578;
constexpr std::size_t start_size = 40, start_size_v1 = 56;
constexpr std::size_t module_size = 32, map_entry_size = 24;
constexpr uint32_t map_type_ram = 1;
constexpr uint32_t most_map_entries = 256, most_modules = 64;

void take_memory_map(uint64_t address, uint32_t count, physical_reader read, boot_info &boot) {
    for (uint32_t i = 0; i < count && i < most_map_entries; ++i) {
        const byte_span entry = read(address + i * map_entry_size, map_entry_size);
        const uint64_t begin = field<uint64_t>(entry, 0), size = field<uint64_t>(entry, 8);
        if (field<uint32_t>(entry, 16) == map_type_ram && begin + size > begin)
            (void)boot_add_memory(boot, begin, begin + size);
    }
}

void take_modules(uint64_t address, uint32_t count, physical_reader read, boot_info &boot) {
    for (uint32_t i = 0;
         i < count && i < most_modules && boot.module_count < boot_info::max_modules; ++i) {
        const byte_span entry = read(address + i * module_size, module_size);
        const uint64_t begin = field<uint64_t>(entry, 0), size = field<uint64_t>(entry, 8);
        if (size == 0 || begin + size < begin) continue;
        boot.modules[boot.module_count++] = {begin, begin + size};
        (void)boot_reserve(boot, begin, begin + size);
    }
}

}  // namespace

bool pvh_parse(uint64_t address, physical_reader read, boot_info &boot) {
    const byte_span start = read(address, start_size);
    if (field<uint32_t>(start, 0) != start_magic) return false;
    const uint32_t version = field<uint32_t>(start, 4);
    const byte_span full = version >= 1 ? read(address, start_size_v1) : start;
    take_memory_map(field<uint64_t>(full, 40), field<uint32_t>(full, 48), read, boot);
    take_modules(field<uint64_t>(start, 16), field<uint32_t>(start, 12), read, boot);
    if (const uint64_t line = field<uint64_t>(start, 24))
        boot_set_command_line(boot, read(line, sizeof boot.command_line));
    boot.acpi_rsdp = field<uint64_t>(start, 32);
    return true;
}
