#include "virtio_reset.hpp"

#include <lib/physical.hpp>
#include <lib/virtio/registers.hpp>

void virtio_reset::find(const function &f, const function::region *regions,
                        mach_port_t device_master) {
    if (f.vendor() != virtio::pci_vendor) return;
    uint32_t at = f.capability(virtio::capability_vendor);
    // A list that leads back into itself ends, too.
    for (unsigned count = 0; at != 0 && count < 48;
         at = f.capability(virtio::capability_vendor, at), ++count) {
        const uint32_t kind = f.read(at) >> 24, bar = f.read(at + 4) & 0xff;
        if (kind != virtio::kind_common || bar >= function::bar_count) continue;
        const uint64_t offset = uint64_t{f.read(at + 8)} + virtio::status_register;
        if (offset >= regions[bar].size) continue;
        status_ = server::map_physical(device_master, regions[bar].address + offset, 1);
        return;
    }
}

bool virtio_reset::operator()() const {
    if (!status_) return true;
    *status_ = 0;
    for (unsigned tries = 0; tries < virtio::reset_tries; ++tries)
        if (*status_ == 0) return true;
    return false;
}
