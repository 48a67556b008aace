#include <chip/boot_ranges.hpp>
#include <chip/boot_strings.hpp>
#include <chip/multiboot2.hpp>

namespace {

constexpr std::size_t information_header = 8, largest_information = 1u << 20;
enum tag_type : uint32_t {
    END = 0,
    COMMAND_LINE = 1,
    MODULE = 3,
    MEMORY_MAP = 6,
    ACPI_OLD = 14,
    ACPI_NEW = 15,
};
constexpr uint32_t map_available = 1;

void take_memory_map(byte_span tag, boot_info &boot) {
    const uint32_t entry_size = field<uint32_t>(tag, 8);
    if (entry_size < 20) return;
    for (std::size_t offset = 16; offset + entry_size <= tag.size(); offset += entry_size) {
        const uint64_t begin = field<uint64_t>(tag, offset),
                       size = field<uint64_t>(tag, offset + 8);
        if (field<uint32_t>(tag, offset + 16) == map_available && begin + size > begin)
            (void)boot_add_memory(boot, begin, begin + size);
    }
}

void take_module(byte_span tag, boot_info &boot) {
    const uint32_t begin = field<uint32_t>(tag, 8), end = field<uint32_t>(tag, 12);
    if (begin >= end || boot.module_count == boot_info::max_modules) return;
    boot.modules[boot.module_count++] = {begin, end};
    (void)boot_reserve(boot, begin, end);
}

void take(uint32_t type, byte_span tag, uint64_t address, boot_info &boot) {
    switch (type) {
    case COMMAND_LINE: boot_set_command_line(boot, part(tag, 8)); break;
    case MODULE: take_module(tag, boot); break;
    case MEMORY_MAP: take_memory_map(tag, boot); break;
    case ACPI_OLD:
        if (boot.acpi_rsdp == 0) boot.acpi_rsdp = address + 8;
        break;
    case ACPI_NEW: boot.acpi_rsdp = address + 8; break;
    }
}

}  // namespace

bool multiboot2_parse(uint64_t address, physical_reader read, boot_info &boot) {
    const uint32_t total = field<uint32_t>(read(address, information_header), 0);
    if (total < information_header || total > largest_information) return false;
    const byte_span information = read(address, total);
    if (information.size() != total) return false;
    (void)boot_reserve(boot, address, address + total);
    for (std::size_t offset = information_header; offset + 8 <= total;) {
        const uint32_t type = field<uint32_t>(information, offset),
                       size = field<uint32_t>(information, offset + 4);
        if (type == END) return true;
        if (size < 8 || size > total - offset) return false;
        take(type, information.subspan(offset, size), address + offset, boot);
        offset += (std::size_t{size} + 7) & ~std::size_t{7};
    }
    return false;
}
