#include <memory_map.hpp>

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include <mach/mach.h>
#include <protocol/posix_image.hpp>

namespace process_server {

namespace {

constexpr uint64_t page_size = 4096;

struct region {
    mach_vm_address_t address;
    mach_vm_size_t size;
    vm_region_basic_info_data_64_t info;

    bool shared() const { return info.inheritance == VM_INHERIT_SHARE; }
    bool writable() const { return (info.protection & VM_PROT_WRITE) != 0; }
    std::string line() const;
};

/// The application's region at or above the address. \return whether there is one.
bool next_region(const process &p, mach_vm_address_t from, region &found) {
    if (p.task == MACH_PORT_NULL) return false;
    mach_msg_type_number_t words = VM_REGION_BASIC_INFO_COUNT_64;
    mach_port_t object = MACH_PORT_NULL;
    found.address = from;
    return mach_vm_region(p.task, &found.address, &found.size, VM_REGION_BASIC_INFO_64,
                          reinterpret_cast<vm_region_info_t>(&found.info), &words,
                          &object) == KERN_SUCCESS &&
           found.address < protocol::posix_area_begin;
}

std::string region::line() const {
    char text[96];
    std::snprintf(
        text, sizeof text, "%08" PRIx64 "-%08" PRIx64 " %c%c%c%c %08" PRIx64 " 00:00 0 \n", address,
        address + size, (info.protection & VM_PROT_READ) != 0 ? 'r' : '-', writable() ? 'w' : '-',
        (info.protection & VM_PROT_EXECUTE) != 0 ? 'x' : '-', shared() ? 's' : 'p', info.offset);
    return text;
}

/// Pages by what they are.
struct page_counts {
    uint64_t shared_clean = 0, shared_dirty = 0, private_clean = 0, private_dirty = 0;

    void add(bool shared, bool dirty) {
        ++(shared ? dirty ? shared_dirty : shared_clean : dirty ? private_dirty : private_clean);
    }
};

page_counts count_pages(const process &p, const region &r) {
    constexpr uint64_t looked_at_max = 64 << 20;
    page_counts counts;
    const mach_vm_address_t end = r.address + std::min(r.size, looked_at_max);
    for (mach_vm_address_t at = r.address; at < end; at += page_size) {
        int disposition = 0, references = 1;
        if (mach_vm_page_query(p.task, at, &disposition, &references) != KERN_SUCCESS) break;
        if ((disposition & VM_PAGE_QUERY_PAGE_PRESENT) == 0) continue;
        // A fork has both sides refer to one object until they write.
        counts.add(r.shared() || references > 1,
                   (disposition & VM_PAGE_QUERY_PAGE_DIRTY) != 0 || (r.writable() && !r.shared()));
    }
    return counts;
}

}  // namespace

std::string maps_of(const process &p) {
    constexpr std::size_t lines_max = 64 * 1024;
    std::string lines;
    region r{};
    for (mach_vm_address_t at = MACH_VM_MIN_ADDRESS;
         lines.size() < lines_max && next_region(p, at, r); at = r.address + r.size)
        lines += r.line();
    return lines;
}

std::string memory_of_region(const process &p, uint32_t number) {
    region r{};
    mach_vm_address_t at = MACH_VM_MIN_ADDRESS;
    for (uint32_t i = 0; i <= number; ++i) {
        if (!next_region(p, at, r)) return {};
        at = r.address + r.size;
    }
    const page_counts pages = count_pages(p, r);
    const uint64_t dirty = pages.shared_dirty + pages.private_dirty,
                   resident = dirty + pages.shared_clean + pages.private_clean;
    const struct {
        const char *name;
        uint64_t bytes;
    } lines[] = {
        {"Size:", r.size},
        {"KernelPageSize:", page_size},
        {"MMUPageSize:", page_size},
        {"Rss:", resident * page_size},
        {"Pss:", resident * page_size},
        {"Shared_Clean:", pages.shared_clean * page_size},
        {"Shared_Dirty:", pages.shared_dirty * page_size},
        {"Private_Clean:", pages.private_clean * page_size},
        {"Private_Dirty:", pages.private_dirty * page_size},
        {"Referenced:", resident * page_size},
        {"Anonymous:", r.shared() ? 0 : dirty * page_size},
        {"AnonHugePages:", 0},
        {"Swap:", 0},
        {"Locked:", 0},
    };
    std::string text = r.line();
    for (const auto &line : lines) {
        char words[64];
        std::snprintf(words, sizeof words, "%-15s %8" PRIu64 " kB\n", line.name, line.bytes / 1024);
        text += words;
    }
    return text;
}

}  // namespace process_server
