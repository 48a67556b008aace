#include <lib/device_tree.hpp>

#include <lib/physical.hpp>
#include <mach/device.h>

namespace server::device_tree {

bytes map(mach_port_t device_master) {
    constexpr uint64_t header_size = 40, most = 2 << 20;
    uint64_t rsdp = 0, tree = 0;
    if (device_firmware(device_master, &rsdp, &tree) != KERN_SUCCESS || tree == 0) return {};
    const auto read = [&](uint64_t size) {
        return const_cast<const uint8_t *>(map_physical(device_master, tree, size));
    };
    const uint8_t *header = read(header_size);
    if (header == nullptr) return {};
    const uint64_t size = cell({header, header_size}, 1);
    const uint8_t *whole = size <= most ? read(size) : nullptr;
    return whole != nullptr ? bytes{whole, size} : bytes{};
}

}  // namespace server::device_tree
