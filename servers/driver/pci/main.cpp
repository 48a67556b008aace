/// \file
/// The PCI server: finds the host bridge and what is behind it, and gives each device to one
/// driver.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <optional>

#include <lib/device_tree.hpp>
#include <lib/physical.hpp>
#include <lib/service.hpp>
#include <mach/device.h>

#include "bus.hpp"

namespace {

mach_port_t device_master;

const uint8_t *read_table(uint64_t physical, uint64_t size) {
    return const_cast<const uint8_t *>(server::map_physical(device_master, physical, size));
}

host_bridge find_bridge() {
    host_bridge bridge;
    uint64_t rsdp = 0, tree = 0;
    if (device_firmware(device_master, &rsdp, &tree) != KERN_SUCCESS) return bridge;
    if (read_acpi(rsdp, read_table, bridge)) return bridge;
    const auto whole = server::device_tree::map(device_master);
    if (!whole.empty()) (void)read_device_tree(whole, bridge);
    return bridge;
}

/// Where the memory that is kept lies for the hardware; 0 unless its tables can be there.
uint64_t physical_address_of(kept_memory &memory) {
    constexpr unsigned pages = sizeof memory / MACH_PAGE_SIZE;
    mach_port_t dma = MACH_PORT_NULL;
    uint64_t places[pages];
    unsigned count = pages;
    if (device_dma_right(device_master, &dma) != KERN_SUCCESS) return 0;
    const kern_return_t kr = dma_wire(dma, reinterpret_cast<mach_vm_address_t>(&memory),
                                      sizeof memory, VM_PROT_READ | VM_PROT_WRITE, places, &count);
    (void)mach_port_deallocate(mach_task_self(), dma);
    if (kr != KERN_SUCCESS || count != pages || places[0] % sizeof memory != 0) return 0;
    for (unsigned i = 1; i < pages; ++i)
        if (places[i] != places[0] + i * MACH_PAGE_SIZE) return 0;
    return places[0];
}

std::optional<translator> find_translator(const message_service &found) {
    constexpr uint64_t redistributors_max = 2 << 20;
    if (found.size == 0 || kept_whole() == nullptr) return std::nullopt;
    kept_memory &memory = *kept_whole();
    const uint64_t physical = physical_address_of(memory);
    const auto map = [](uint64_t address, uint64_t size) -> translator::registers {
        return {server::map_physical(device_master, address, size), address, size};
    };
    const auto service = map(found.registers, found.size);
    const auto redistributors =
        map(found.redistributors, std::min(found.redistributors_size, redistributors_max));
    if (physical == 0 || !service.at || !redistributors.at) return std::nullopt;
    translator it(service, redistributors, memory.tables, physical + offsetof(kept_memory, tables),
                  physical);
    return it.start() ? std::optional(it) : std::nullopt;
}

}  // namespace

int main() {
    device_master = server::granted("device_master");
    server::loop loop;
    const host_bridge bridge = find_bridge();
    bus the_bus(loop, device_master, bridge, find_translator(bridge.messages));
    the_bus.enumerate();
    if (server::register_name("pci", the_bus.port()) != KERN_SUCCESS) {
        server::log("the name \"pci\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}
