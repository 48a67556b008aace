/// \file
/// One write that a disk's driver has been asked for, and the port for its answer.
#pragma once

#include <lib/port_object.hpp>

namespace port {

class block_disk;

/// Bytes on their way to a disk.
struct disk_piece {
    uint64_t sequence = 0;  ///< counts up in the order of the writes
    uint64_t offset = 0;
    vm_offset_t from = 0;  ///< a copy; 0: none
    uint32_t count = 0;

    bool overlaps(uint64_t first, uint64_t end) const {
        return offset < end && first < offset + count;
    }
};

/// Used again and again; idle while its piece has no bytes. The answer comes by the server's loop,
/// or to block_disk::await_one.
class disk_write final : public server::port_object {
public:
    explicit disk_write(block_disk &disk);

    bool idle() const { return piece.from == 0; }
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

    disk_piece piece;
    bool lost = false;  ///< the driver died with it

private:
    block_disk &disk_;
};

}  // namespace port
