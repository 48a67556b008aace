#include <cstdio>
#include <cstring>

#include "partition.hpp"

namespace {

struct table_header {
    char signature[8];
    uint32_t revision, header_size, header_crc, reserved;
    uint64_t this_sector, other_sector, first_usable, last_usable;
    uint8_t disk[16];
    uint64_t entries_sector;
    uint32_t entry_count, entry_size, entries_crc;
};

struct table_entry {
    uint8_t type[16], id[16];
    uint64_t first, last;
};

constexpr unsigned entries_max = 128;
constexpr uint8_t unused[16] = {};

/// The first three fields are numbers, whose lowest byte comes first.
std::string text_of(const uint8_t (&id)[16]) {
    constexpr unsigned order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    std::string text;
    for (unsigned i = 0; i < 16; ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", unsigned{id[order[i]]});
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += digits;
    }
    return text;
}

}  // namespace

std::vector<sector_range> read_partitions(disk &of) {
    std::vector<sector_range> found;
    alignas(8) char sector[protocol::block_sector];
    table_header header;
    if (of.sectors() < 3 || !of.read_now(1, sector, sizeof sector)) return found;
    std::memcpy(&header, sector, sizeof header);
    if (std::memcmp(header.signature, "EFI PART", 8) != 0 ||
        header.entry_size < sizeof(table_entry) || header.entry_size > sizeof sector ||
        sizeof sector % header.entry_size != 0)
        return found;
    const unsigned count = std::min(header.entry_count, entries_max);
    const unsigned per_sector = sizeof sector / header.entry_size;
    for (unsigned i = 0; i < count; ++i) {
        if (i % per_sector == 0 &&
            (header.entries_sector >= of.sectors() ||
             !of.read_now(header.entries_sector + i / per_sector, sector, sizeof sector)))
            return found;
        table_entry entry;
        std::memcpy(&entry, sector + i % per_sector * header.entry_size, sizeof entry);
        if (std::memcmp(entry.type, unused, sizeof unused) == 0) continue;
        if (entry.first > entry.last || entry.last >= of.sectors()) continue;
        found.push_back({entry.first, entry.last - entry.first + 1, i + 1, text_of(entry.id),
                         text_of(entry.type)});
    }
    return found;
}
