/// \file
/// Called by head.S at the image's physical address, on the identity map, before anything else:
/// chooses where the kernel is to be, and makes tables and the image's own addresses say so.
#include <cstring>

#include <chip/fdt_platform.hpp>
#include <kern/address_layout.hpp>
#include <machine/address_space.hpp>
#include <machine/clear_page.hpp>
#include <machine/timer.hpp>
#include <machine/tlb.hpp>
#include <mach/vm_types.h>

#include "efi_handover.hpp"
#include "image.hpp"

extern "C" {
extern const uint64_t relocations_begin[], relocations_end[];
extern const int32_t direct_map_sites_begin[], direct_map_sites_end[];
}

namespace machine {

constinit uint64_t kernel_map_begin = 0, kernel_map_end = 0;

namespace {

constexpr uint64_t page = MACH_PAGE_SIZE, large = 2u << 20;

uint64_t physical(const void *at) { return reinterpret_cast<uint64_t>(at); }

/// Whether a sequence of bytes that a boot loader gives is random is its affair.
void add_bytes(boot_entropy &entropy, std::span<const std::byte> bytes) {
    for (const std::byte b : bytes) entropy.add(std::to_integer<uint64_t>(b));
}

/// FEAT_RNG's RNDR; zero where there is none, or when it has nothing at the moment.
uint64_t hardware_random() {
    uint64_t features, value = 0;
    asm("mrs %0, id_aa64isar0_el1" : "=r"(features));
    if (features >> 60 != 0) asm volatile("mrs %0, s3_3_c2_c4_0" : "=r"(value)::"cc");
    return value;
}

address_layout choose(uint64_t device_tree) {
    fdt_platform platform;
    const auto *blob = reinterpret_cast<const std::byte *>(device_tree);
    const std::size_t size = device_tree == 0 ? 0 : fdt::total_size({blob, 8});
    if (size != 0 && device_tree % large + size <= 2 * large)
        if (const auto tree = fdt::open({blob, size})) (void)platform.read(*tree);

    std::string_view line = platform.command_line;
    if (efi_present && efi_boot.command_line[0]) line = efi_boot.command_line;
    if (command_line_has(line, "nokaslr")) return kernel_layout;
    boot_entropy entropy;
    add_bytes(entropy, platform.layout_seed);
    add_bytes(entropy, platform.random_seed);
    if (efi_present) add_bytes(entropy, efi_boot.random);
    for (int i = 0; i < 8; i++) {
        entropy.add(hardware_random());
        entropy.add(read_counter());
    }
    return random_layout(entropy, image_offset(kernel_end));
}

/// [begin, end) of the image with its final protection.
void map_part(const char *begin, const char *end, vm_prot_t protection) {
    const uint64_t first = kernel_layout.image / page % 512;
    for (const char *at = begin; at < end; at += page)
        image_l3[first + image_offset(at) / page] =
            pte::make_leaf(physical(at), protection, memory_type::normal, false);
}

pte table(const pte *at) { return pte::make_table(physical(at)); }

void map_image_and_window(uint64_t device_tree) {
    const auto gib = [](uint64_t address) { return address >> 30 & 511; };
    kernel_root_table[511] = table(image_l1);
    image_l1[gib(kernel_layout.image)] = table(image_l2);
    for (unsigned i = 0; i < IMAGE_TABLES; i++)
        if (const uint64_t at = (kernel_layout.image >> 21 & 511) + i; at < 512)
            image_l2[at] = table(image_l3 + 512 * i);
    map_part(kernel_begin, rodata_begin, VM_PROT_READ | VM_PROT_EXECUTE);
    map_part(rodata_begin, data_begin, VM_PROT_READ);
    map_part(data_begin, boot_stack_guard, VM_PROT_READ | VM_PROT_WRITE);
    map_part(boot_stack_begin, kernel_end, VM_PROT_READ | VM_PROT_WRITE);

    image_l1[gib(kernel_layout.window)] = table(window_l2);
    window_l2[2] = table(window_l3);  // behind the 4 MiB that show the device tree
    window_l2[3] = table(window_l3 + 512);
    if (device_tree != 0)
        window_l2[0] =
            pte::make_block(device_tree & ~(large - 1), VM_PROT_READ, memory_type::normal);
}

/// The MOVZ instructions of direct_map_depth: 16 bits from bit 5 on.
void set_direct_map(uint64_t base) {
    for (const int32_t *site = direct_map_sites_begin; site != direct_map_sites_end; ++site) {
        auto *code =
            reinterpret_cast<uint32_t *>(physical(site) + static_cast<uint64_t>(int64_t{*site}));
        *code = (*code & ~(0xffffu << 5)) | static_cast<uint32_t>(-base >> 32 & 0xffff) << 5;
    }
    sync_instructions(kernel_begin, image_offset(rodata_begin));
}

}  // namespace

/// \param device_tree physical address, or 0. \param image physical address of the image.
/// \return how far above its physical address the image is mapped, too, from now on.
extern "C" uint64_t choose_layout(uint64_t device_tree, uint64_t image) {
    // Once for here, so that whatever is called may hold addresses in memory, and then for good.
    const uint64_t here = image - IMAGE_BASE;
    relocate(relocations_begin, relocations_end, here, here);
    kernel_layout = choose(device_tree);
    kernel_map_begin = kernel_layout.kernel_map;
    kernel_map_end = (kernel_map_begin | (KERNEL_MAP_SIZE - 1)) + 1;
    map_image_and_window(device_tree);
    set_direct_map(kernel_layout.direct_map);
    const uint64_t up = kernel_layout.image - image;
    relocate(relocations_begin, relocations_end, here, up);
    tlb_publish();
    return up;
}

}  // namespace machine
