// The network server; see README.md.
#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/memory_size.hpp>
#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/file.hpp>

#include <lib/alarm_clock.hpp>
#include "internet/ethernet_interface.hpp"
#include "internet/stack.hpp"
#include "held_bytes.hpp"
#include "network_service.hpp"

namespace {

/// What has been sent to sockets and not been received may take this part of the memory.
constexpr uint64_t held_share = 8;

/// Tells those who have no name service, by way of the file server.
void announce(mach_port_t port) {
    const mach_port_t file = server::lookup("file");
    mach::rpc::exchange<protocol::file_network> x;
    x.request().network = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_MAKE_SEND);
    (void)x.send(file);
    (void)mach_port_deallocate(mach_task_self(), file);
}

}  // namespace

int main() {
    network::held_bytes::limit_all(server::memory_size() / held_share);
    server::loop loop;
    server::alarm_clock clock(loop, network::socket_port::settle);
    network::surroundings with{loop, clock};
    network::stack internet(clock);
    network::network_service service(with);
    network::ethernet_interface first_card(loop, 0);
    if (server::register_name("network", service.port()) != KERN_SUCCESS) {
        server::log("the name \"network\" is not granted");
        return EXIT_FAILURE;
    }
    announce(service.port());
    loop.run();
}
