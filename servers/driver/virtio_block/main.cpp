/// \file
/// The driver of virtio block devices: all of them, each by a port of the PCI server.
#include <cstdlib>

#include <sys/stat.h>

#include <lib/loop.hpp>
#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/file.hpp>

#include "block_service.hpp"

namespace {
constexpr uint16_t type_block = 2;
constexpr unsigned disks_max = 16;

/// Has the file server show in /dev what there is. Numbers as Linux's virtio_blk: 16 minors a disk.
void announce(const block_service &service) {
    const mach_port_t file = server::lookup("file");
    constexpr uint32_t major = 254, minors = 16;
    uint32_t disk = 0;
    for (const auto &p : service.all()) {
        if (p->number() == 0) ++disk;
        mach::rpc::exchange<protocol::file_device> x;
        x.request().mode = S_IFBLK | 0660;
        x.request().number = major << 8 | ((disk - 1) * minors + p->number());
        auto &name = x.request().variable;
        name.count = static_cast<uint32_t>(p->name().copy(name.items, std::size(name.items)));
        (void)x.send(file);
    }
    (void)mach_port_deallocate(mach_task_self(), file);
}
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
    if (!service.all().empty()) announce(service);
    loop.run();
}
