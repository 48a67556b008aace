/// \file
/// Called by head.S at the image's physical address, before anything else: reads what the boot
/// loader left, chooses where the kernel is to be, and makes the boot tables and the image's own
/// addresses say so.
#include "boot_layout.hpp"

#include <cpuid.h>

#include <cstring>

#include <chip/multiboot2.hpp>
#include <chip/pvh.hpp>
#include <kern/address_layout.hpp>
#include <kern/boot_info.hpp>
#include <machine/address_space.hpp>
#include <machine/pmap_entry.hpp>
#include <machine/timer.hpp>

#include "image.hpp"

extern "C" {
extern const uint64_t relocations_begin[], relocations_end[];
extern const int32_t direct_map_sites_begin[], direct_map_sites_end[];
extern machine::pte boot_root[512], boot_pointers[512];
}

namespace machine {

constinit uint64_t kernel_map_begin = 0, kernel_map_end = 0;
constinit bool boot_information_good = false;

namespace {

constexpr uint32_t multiboot2_magic = 0x36d76289;
constexpr uint64_t page_size = 4096, identity_mapped = uint64_t{1} << 32;
constexpr unsigned image_tables = 6;  ///< 4 MiB, which may begin anywhere in a GiB
alignas(4096) constinit pte tables[image_tables][512] = {};
alignas(4096) constinit pte direct_pointers[512] = {};
unsigned tables_used = 0;

byte_span read_identity(uint64_t address, std::size_t size) {
    if (address >= identity_mapped || size > identity_mapped - address) return {};
    return {reinterpret_cast<const std::byte *>(address), size};
}

/// RDSEED (bit 18 of leaf 7's ebx) or RDRAND (bit 30 of leaf 1's ecx); either may run dry (Intel
/// SDM 1 7.3.17).
void add_hardware_random(boot_entropy &entropy) {
    unsigned a, b, c, d;
    const bool seed = __get_cpuid_count(7, 0, &a, &b, &c, &d) && b >> 18 & 1;
    const bool random = __get_cpuid(1, &a, &b, &c, &d) && c >> 30 & 1;
    for (int i = 0; i < 8; ++i) {
        uint64_t value = 0;
        bool good = false;
        if (seed) asm volatile("rdseed %0" : "=r"(value), "=@ccc"(good));
        if (good) entropy.add(value);
        if (random) asm volatile("rdrand %0" : "=r"(value), "=@ccc"(good));
        if (good) entropy.add(value);
        entropy.add(read_counter());
    }
}

uint64_t direct(const void *at) { return reinterpret_cast<uint64_t>(at); }

pte *table_below(pte &entry) {
    if (!entry.present()) entry = pte::make_table(direct(tables[tables_used++]));
    return reinterpret_cast<pte *>(entry.address());
}

/// Writable and executable as a whole, until memory_map.cpp tells its parts apart.
void map_image(uint64_t base, uint64_t size) {
    const auto index = [](uint64_t address, unsigned level) {
        return address >> (12 + 9 * level) & 511;
    };
    for (uint64_t at = 0; at < size; at += page_size) {
        pte *table = boot_root;
        for (unsigned level = 3; level > 0; --level)
            table = table_below(table[index(base + at, level)]);
        table[index(base + at, 0)] =
            pte::make_leaf(IMAGE_PHYSICAL + at, VM_PROT_ALL, memory_type::normal, false);
    }
}

/// The first 4 GiB, once more: four entries of one table, since the base is a multiple of 4 GiB.
void map_direct(uint64_t base) {
    boot_root[base >> 39 & 511] = pte::make_table(direct(direct_pointers));
    std::memcpy(&direct_pointers[base >> 30 & 511], boot_pointers, 4 * sizeof(pte));
}

void set_direct_map_base(uint64_t base) {
    for (const int32_t *site = direct_map_sites_begin; site != direct_map_sites_end; ++site)
        std::memcpy(reinterpret_cast<char *>(direct(site) + static_cast<uint64_t>(int64_t{*site})),
                    &base, sizeof base);
}

}  // namespace

/// \param magic eax as the boot loader left it (0: PVH). \param information physical address of
/// what it left.
/// \return how far above its physical address the image is mapped, too, from now on.
extern "C" uint64_t choose_layout(uint32_t magic, uint64_t information) {
    // Once for here, so that whatever is called may hold addresses in memory, and then for good.
    constexpr uint64_t here = IMAGE_PHYSICAL - IMAGE_BASE;
    relocate(relocations_begin, relocations_end, here, here);
    boot_information_good = magic == multiboot2_magic
                                ? multiboot2_parse(information, read_identity, boot)
                                : pvh_parse(information, read_identity, boot);
    const auto size = static_cast<uint64_t>(kernel_end - kernel_begin);
    if (!command_line_has(boot.command_line, "nokaslr")) {
        boot_entropy entropy;
        add_hardware_random(entropy);
        kernel_layout = random_layout(entropy, size);
    }
    kernel_map_begin = kernel_layout.kernel_map;
    kernel_map_end = (kernel_map_begin | (KERNEL_MAP_SIZE - 1)) + 1;
    map_image(kernel_layout.image, size);
    map_direct(kernel_layout.direct_map);
    set_direct_map_base(kernel_layout.direct_map);
    const uint64_t up = kernel_layout.image - IMAGE_PHYSICAL;
    relocate(relocations_begin, relocations_end, here, up);
    return up;
}

}  // namespace machine
