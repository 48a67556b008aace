/// \file
/// The PCI server: finds the host bridge and what is behind it, and gives each device to one
/// driver.
#include <cstdlib>

#include <lib/service.hpp>
#include <mach/device.h>

#include "bus.hpp"
#include "physical.hpp"

namespace {

mach_port_t device_master;

const uint8_t *read_table(uint64_t physical, uint64_t size) {
    return const_cast<const uint8_t *>(map_physical(device_master, physical, size));
}

host_bridge find_bridge() {
    host_bridge bridge;
    uint64_t rsdp = 0, tree = 0;
    if (device_firmware(device_master, &rsdp, &tree) != KERN_SUCCESS) return bridge;
    if (read_acpi(rsdp, read_table, bridge)) return bridge;
    constexpr uint64_t header_size = 40, tree_max = 2 << 20;
    const uint8_t *header = tree ? read_table(tree, header_size) : nullptr;
    if (!header) return bridge;
    const uint64_t size = uint64_t{header[4]} << 24 | header[5] << 16 | header[6] << 8 | header[7];
    const uint8_t *whole = size <= tree_max ? read_table(tree, size) : nullptr;
    if (whole) (void)read_device_tree({whole, size}, bridge);
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
