/// \file
/// From head.S to kernel_start: reads the device tree, maps memory, starts the chips.
/// Linux Documentation/arch/arm64/booting.rst (as an interface), Devicetree Specification 0.4
/// chapter 3.
#include "boot_map.hpp"
#include "boot_memory.hpp"
#include "boot_processor.hpp"
#include "devices.hpp"
#include "efi_handover.hpp"
#include "image.hpp"

#include <cstring>

#include <chip/fdt_platform.hpp>
#include <kern/assert.hpp>
#include <kern/boot_info.hpp>
#include <kern/log.hpp>
#include <machine/uart.hpp>

namespace machine {

namespace {

constinit fdt_platform platform;

/// QEMU virt's serial port: the last resort for saying that there is no device tree.
constexpr fdt_platform::range usual_uart{0x0900'0000, 0x1000};

/// Locks are made of ARMv8.1's atomic instructions: without them the kernel cannot even log.
void require_atomics() {
    uint64_t features;
    asm("mrs %0, id_aa64isar0_el1" : "=r"(features));
    if ((features >> 20 & 15) >= 2) return;
    constexpr std::string_view why =
        "\r\nboot: the processor has no ARMv8.1 atomics (QEMU: -cpu cortex-a76)\r\n";
    for (const char c : why) uart_write(c);
    for (;;) asm volatile("wfi");
}

void read_device_tree(uint64_t physical) {
    const auto blob = map_device_tree(physical);
    const auto tree = fdt::open(blob);
    const bool whole = tree && platform.read(*tree);
    uart_init(platform.uart.size != 0 ? platform.uart : usual_uart, platform.uart_interrupt);
    require_atomics();
    if (tree && !whole) panic("the device tree is damaged");
    // With ACPI firmware gives none, and GRUB then makes one up for its boot parameters only.
    if (!tree || platform.gic == fdt_platform::gic_kind::none)
        panic("no device tree of this machine (QEMU with UEFI firmware: -machine virt,acpi=off)");
    boot.device_tree = physical;
    add_reserved(physical, physical + blob.size());
}

void find_memory(uint64_t image) {
    if (efi_present)
        for (std::size_t i = 0; i < efi_boot.memory_count; i++)
            add_memory(efi_boot.memory[i].begin, efi_boot.memory[i].end);
    else
        for (const auto &range : platform.memory.span())
            add_memory(range.address, range.address + range.size);
    add_reserved(image, image + image_offset(kernel_end));
    for (const auto &range : platform.reserved.span())
        add_reserved(range.address, range.address + range.size);
    if (platform.reserved.dropped) panic("too many reserved memory ranges");
}

/// The boot archive and the command line, from UEFI or else from the device tree.
void find_modules() {
    physical_range initrd = efi_present ? efi_boot.initrd : physical_range{};
    if (initrd.begin == initrd.end)
        initrd = {platform.initrd.address, platform.initrd.address + platform.initrd.size};
    if (initrd.begin < initrd.end) {
        boot.modules[boot.module_count++] = initrd;
        add_reserved(initrd.begin, initrd.end);
    }
    std::string_view line = platform.command_line;
    if (efi_present && efi_boot.command_line[0]) line = efi_boot.command_line;
    line = line.substr(0, sizeof boot.command_line - 1);
    std::memcpy(boot.command_line, line.data(), line.size());
}

/// What is not RAM cannot be direct-mapped, so it must not be given to the rest of the kernel
/// either.
void check_modules() {
    for (std::size_t i = 0; i < boot.module_count; i++) {
        bool inside = false;
        for (std::size_t m = 0; m < boot.memory_count; m++)
            inside = inside || (boot.modules[i].begin >= boot.memory[m].begin &&
                                boot.modules[i].end <= boot.memory[m].end);
        if (!inside) panic("the boot archive lies outside memory");
    }
}

}  // namespace

extern "C" [[noreturn]] void machine_boot(uint64_t device_tree, uint64_t image) {
    init_boot_processor();
    read_device_tree(device_tree);
    find_memory(image);
    find_modules();
    check_modules();
    map_memory(image);
    init_processors(platform.cpus.span(), image);
    init_devices(platform);
    kernel_start();
}

}  // namespace machine
