/// \file
/// The driver of virtio block devices: all of them, each by a port of the PCI server.
#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/service.hpp>

#include "announcer.hpp"

namespace {
constexpr uint16_t type_block = 2;
constexpr unsigned disks_max = 16;

}  // namespace

int main() {
    server::loop loop;
    block_service service(loop);
    const mach_port_t pci = server::lookup("pci");
    for (unsigned i = 0; i < disks_max; ++i) {
        auto found = virtio::transport::claim(pci, type_block);
        if (!found) break;
        if (auto made = disk::create(loop, std::move(found)))
            service.add(std::move(made));
        else
            server::log("a block device does not work as virtio 1 says");
    }
    if (!virtio::transport::bus_lives(pci)) return EXIT_FAILURE;
    if (server::register_name("block", service.port()) != KERN_SUCCESS) {
        server::log("the name \"block\" is not granted");
        return EXIT_FAILURE;
    }
    announcer nodes(loop, service);
    nodes.begin();
    loop.run();
}
