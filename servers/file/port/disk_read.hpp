/// \file
/// One read that a disk's driver has been asked for, and the port for its answer.
#pragma once

#include <ext2/block_device.hpp>
#include <lib/port_object.hpp>

namespace port {

class block_disk;

/// Used again and again; idle while `to` is null.
class disk_read final : public server::port_object {
public:
    explicit disk_read(block_disk &disk);

    bool idle() const { return to == nullptr; }
    /// Tells who waits that nothing will come.
    void give_up();
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

    uint64_t offset = 0;
    uint32_t count = 0;
    ext2::arrival *to = nullptr;

private:
    void answered(mach_vm_address_t bytes, mach_vm_size_t size);
    void finish(char *bytes, int error);

    block_disk &disk_;
};

}  // namespace port
