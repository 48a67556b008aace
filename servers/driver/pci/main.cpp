/// \file
/// The PCI server: finds the host bridge and what is behind it, and gives each device to one
/// driver.
#include <cstdlib>

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

}  // namespace

int main() {
    device_master = server::granted("device_master");
    server::loop loop;
    bus the_bus(loop, device_master, find_bridge());
    the_bus.enumerate();
    if (server::register_name("pci", the_bus.port()) != KERN_SUCCESS) {
        server::log("the name \"pci\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}
