/// \file
/// The driver of virtio network cards; see README.md.
#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/service.hpp>

#include "packet_service.hpp"

namespace {
constexpr uint16_t type_network = 1;
constexpr unsigned cards_max = 8;
}  // namespace

int main() {
    server::loop loop;
    packet_service service(loop);
    const mach_port_t pci = server::lookup("pci");
    for (unsigned i = 0; i < cards_max; ++i) {
        auto found = virtio::transport::claim(pci, type_network);
        if (!found) break;
        if (auto made = card::create(loop, std::move(found)))
            service.add(std::move(made));
        else
            server::log("a network card does not work as virtio 1 says");
    }
    if (!virtio::transport::bus_lives(pci)) return EXIT_FAILURE;
    if (server::register_name("packet", service.port()) != KERN_SUCCESS) {
        server::log("the name \"packet\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}
